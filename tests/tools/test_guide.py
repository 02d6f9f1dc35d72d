"""The user's guide: what it points to is there, and the keys that it names are keys of the app."""

import re
from functools import cache
from pathlib import Path

import pytest

from daybook.web.staff.appointments.show import STEPS
from daybook.web.staff.queue.lines import VERBS
from daybook.web.staff.rail import RAIL

CHECKOUT = Path(__file__).resolve().parents[2]
GUIDE = CHECKOUT / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
LARGEST = 150_000
# Of the list of keys itself, and of every browser.
ALWAYS = {"?", "Esc", "Ctrl Enter", "Tab"}
KEY = re.compile(r"`([A-Z/?←→]|Esc|Tab|Ctrl Enter)`")
NAMES = {"ArrowLeft": "←", "ArrowRight": "→"}


@cache
def words(page: Path) -> str:
    return page.read_text()


@cache
def keys() -> set[str]:
    """What is pressed somewhere: in templates, on the rail, and among the buttons that code names."""
    templates = "".join(path.read_text() for path in (CHECKOUT / "daybook/web/templates").rglob("*.html"))
    found = re.findall(r'(?:data-)?\bkey="([^"{]+)"', templates)
    found += [entry.key for entry in RAIL] + [verb.key for verb in VERBS] + [step[3] for step in STEPS]
    each = {key for several in found for key in several.split()}
    return {NAMES.get(key, key.upper()) for key in each} | ALWAYS


def anchors(page: Path) -> set[str]:
    """Headings as GitHub names them."""
    heads = re.findall(r"^#+ (.+)$", words(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_it_links_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", words(page)):
        path, _sign, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_keys_are_keys_of_the_app(page: Path) -> None:
    assert set(KEY.findall(words(page))) <= keys()


def test_each_picture_is_shown_and_small() -> None:
    shown = {name for page in PAGES for name in re.findall(r"images/([\w-]+\.png)", words(page))}
    files = {path.name: path.stat().st_size for path in (GUIDE / "images").glob("*.png")}
    assert shown == set(files)
    assert max(files.values()) < LARGEST


def test_the_guides_are_found_from_the_readme() -> None:
    assert "docs/guide/README.md" in (CHECKOUT / "README.md").read_text()
    for page in PAGES:
        assert page.name == "README.md" or f"({page.name})" in words(GUIDE / "README.md")

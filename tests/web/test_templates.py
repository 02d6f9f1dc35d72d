"""Rules for every template and script: the content policy allows nothing inline, and every word can be translated."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "daybook" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static" / "js").glob("*.js"))
WORDS = re.compile(r">\s*([A-Za-z][^<>{}]*[a-z]{2}[^<>{}]*)<")
KEYS = {"Enter", "Ctrl", "Esc", "Ctrl Enter"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)\s*=\s*[\"']", text)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)|javascript:", text)
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text)


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if "dev" not in path.parts],
    ids=lambda path: str(path.relative_to(WEB / "templates")),
)
def test_every_word_of_a_template_goes_through_gettext(path: Path) -> None:
    text = re.sub(
        r"{#.*?#}|{% blocktrans.*?{% endblocktrans\w* %}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.S
    )
    assert [found for found in WORDS.findall(text) if found.strip() not in KEYS] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_scripts_imports_end_so_that_the_hashed_names_are_found(path: Path) -> None:
    for line in path.read_text().splitlines():
        if line.startswith(("import ", "export * ")):
            assert re.fullmatch(r'(?:import|export) .*"\./[a-z]+\.js";', line), line


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_needs_no_eval_and_no_other_host(path: Path) -> None:
    assert not re.search(r"\beval\(|new Function|https?://|document\.cookie", path.read_text())

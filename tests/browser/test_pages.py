"""Every page of reception, practitioner and owner, by axe: light on a desk and dark on a phone."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.conftest import DESKTOP, PHONE, Sit, faults_of

RECEPTION, PRACTITIONER, OWNER = (
    "reception@sunrise.example",
    "meera.rao@sunrise.example",
    "owner@sunrise.example",
)


def staff_pages() -> list[str]:
    """The addresses under /c/<slug>/ that need nothing but the clinic."""
    found: list[str] = []

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for each in patterns:
            path = before + str(each.pattern)
            if isinstance(each, URLResolver):
                walk(each.url_patterns, path)
            elif path.startswith("c/<slug:slug>/") and path.count("<") == 1:
                found.append("/" + path.replace("<slug:slug>", "sunrise"))

    walk(get_resolver().url_patterns, "")
    return found


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("who", [OWNER, PRACTITIONER, RECEPTION])
def test_every_page_is_without_fault(sit: Sit, who: str, size: tuple[int, int], scheme: str) -> None:
    page = sit(who, size, scheme, touch=size is PHONE).open("/c/sunrise/day/")
    home = page.url.split("/c/")[0]
    faults = {}
    for path in staff_pages():
        answer = page.request.get(home + path, max_redirects=0)
        assert answer.status in (200, 204, 302, 403, 405), (path, answer.status)
        if answer.status == 200 and answer.text().lstrip().lower().startswith("<!doctype html"):
            page.goto(home + path)
            found = faults_of(page)
            if found:
                faults[path] = found
    assert not faults

import pytest
from django.test import Client

from daybook.lib.paper import fonts
from tests.lib.paper.reading import needs_fonts, pages


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def test_the_page_shows_each_language(browser: Client) -> None:
    page = browser.get("/dev/papers/?kind=invoice").content.decode()
    for language in ("en", "hi", "te", "ta"):
        assert f"invoice/{language}.png" in page


@needs_fonts
def test_a_document_is_shown_or_saved(browser: Client) -> None:
    shown = browser.get("/dev/papers/prescription/te.pdf?size=a4")
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"] == 'inline; filename="prescription.pdf"'
    assert shown["Cache-Control"] == "no-store"
    assert "Amlodipine" in pages(shown.content)[0]
    saved = browser.get("/dev/papers/prescription/te.pdf?save")
    assert saved["Content-Disposition"] == 'attachment; filename="prescription.pdf"'


@needs_fonts
def test_a_page_has_a_picture(browser: Client) -> None:
    assert browser.get("/dev/papers/receipt/hi.png").content[:4] == b"\x89PNG"
    assert browser.get("/dev/papers/receipt/hi.png?page=2").status_code == 404


@pytest.mark.parametrize("path", ["?kind=x", "x/en.pdf", "receipt/fr.pdf", "receipt/en.png?page=0"])
def test_there_are_no_others(browser: Client, path: str) -> None:
    assert browser.get(f"/dev/papers/{path}").status_code == 404


def test_without_fonts_the_page_says_so_in_words(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "missing", lambda: ["NotoSans-400.ttf"])
    fonts.fonts.cache_clear()
    answer = browser.get("/dev/papers/receipt/en.pdf")
    assert answer.status_code == 503
    assert "fonts are not installed on this server" in answer.content.decode()
    assert browser.get("/dev/papers/receipt/en.png").status_code == 503

"""Documents read back: their text as someone would copy it, and the ink on their pages."""

import pypdfium2
import pytest

from daybook.lib.paper import fonts

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing()), reason="the fonts of documents are not installed: python3 tools/fonts.py"
)
# Millimetres as points.
MM = 72 / 25.4


def pages(document: bytes) -> list[str]:
    """The text of each page, with one space where there is any."""
    return [" ".join(text.get_text_range().split()) for text in _texts(document)]


def copied(document: bytes) -> str:
    """All of the text without spaces, and without the places to break that long words get."""
    return squeezed("".join(pages(document)))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def sizes(document: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    return [
        (round(page.get_width() / MM), round(page.get_height() / MM))
        for page in pypdfium2.PdfDocument(document)
    ]


def ink(document: bytes) -> list[float]:
    """How much of each page is dark, 0 to 1."""
    found = []
    for page in pypdfium2.PdfDocument(document):
        grey = page.render(scale=1, grayscale=True).to_pil()
        dark = sum(grey.histogram()[:160])
        found.append(dark / (grey.width * grey.height))
    return found


def beside(document: bytes) -> list[str]:
    """The letters that reach out of their page's margin of 5 mm at the left or the right."""
    out = []
    for page in pypdfium2.PdfDocument(document):
        text = page.get_textpage()
        for n in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(n)
            if left < 5 * MM or right > page.get_width() - 5 * MM:
                out.append(text.get_text_range(n, 1))
    return [char for char in out if char.strip()]


def _texts(document: bytes) -> list[pypdfium2.PdfTextPage]:
    return [page.get_textpage() for page in pypdfium2.PdfDocument(document)]

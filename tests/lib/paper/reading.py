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


def overlapping(document: bytes) -> list[str]:
    """Letters that are drawn over one of another line or column: their boxes share most of a narrower one."""
    found = []
    for page in pypdfium2.PdfDocument(document):
        text = page.get_textpage()
        boxes = [
            (n, text.get_charbox(n)) for n in range(text.count_chars()) if text.get_text_range(n, 1).isalnum()
        ]
        boxes.sort(key=lambda one: one[1][0])
        for at, (n, (_, bottom, right, top)) in enumerate(boxes):
            for m, (left_2, bottom_2, right_2, top_2) in boxes[at + 1 : at + 200]:
                if left_2 >= right:
                    break
                across = min(right, right_2) - left_2
                down = min(top, top_2) - max(bottom, bottom_2)
                if abs(n - m) > 3 and across > 0.6 * (right_2 - left_2) and down > 0.6 * (top_2 - bottom_2):
                    found.append(text.get_text_range(n, 1) + text.get_text_range(m, 1))
    return found


def _texts(document: bytes) -> list[pypdfium2.PdfTextPage]:
    return [page.get_textpage() for page in pypdfium2.PdfDocument(document)]

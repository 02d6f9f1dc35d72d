from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import segno

from daybook.lib.paper.qr import svg, upi_link


def test_a_link_carries_payee_amount_and_invoice() -> None:
    link = upi_link(
        payee="sunrise@example", name="Sunrise & Sons", amount_minor=431005, reference="KP/26-27/01187"
    )
    assert link.startswith("upi://pay?pa=sunrise@example&")
    assert parse_qs(urlsplit(link).query) == {
        "pa": ["sunrise@example"],
        "pn": ["Sunrise & Sons"],
        "am": ["4310.05"],
        "cu": ["INR"],
        "tn": ["KP/26-27/01187"],
        "tr": ["KP/26-27/01187"],
    }


def test_the_picture_has_every_dark_square_of_the_code() -> None:
    """The drawing's own steps, walked: "M0 0.5h7m1 0h1" is seven squares, a gap of one, one square."""
    text = "upi://pay?pa=sunrise@example&am=1.00"
    path = ElementTree.fromstring(svg(text)).find("{http://www.w3.org/2000/svg}path")
    assert path is not None
    steps = path.attrib["d"].replace("M", " M").replace("m", " m").replace("h", " h").split()
    drawn, x, y = set(), 0.0, 0.0
    for word, after in zip(steps, [*steps[1:], ""], strict=True):
        if word[0] == "h":
            drawn |= {(int(x) + n, int(y)) for n in range(int(word[1:]))}
            x += int(word[1:])
        elif word[0] in "Mm":
            dx, dy = float(word[1:]), float(after)
            x, y = (dx, dy) if word[0] == "M" else (x + dx, y + dy)
    matrix = segno.make_qr(text, error="m").matrix
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}

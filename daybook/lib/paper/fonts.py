"""The fonts of documents: fetched by the build (tools/fonts.py), never committed, read once for each process."""

import struct
from functools import cache
from pathlib import Path

import typst
from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import Refused

FOLDER = Path(__file__).with_name("fonts")
# The first has Latin and Devanagari in one, so that a line which mixes them is of one hand.
FAMILIES = ("NotoSans", "NotoSansTelugu", "NotoSansTamil")
WEIGHTS = (400, 600)


class PaperRefused(Refused):
    """No document can be made; its words say why."""


def missing(folder: Path = FOLDER) -> list[str]:
    """The names of the fonts that are not there."""
    names = [f"{family}-{weight}.ttf" for family in FAMILIES for weight in WEIGHTS]
    return [name for name in names if not (folder / name).is_file()]


@cache
def fonts() -> typst.Fonts:
    """The fonts for typst, and no others: a document looks the same on every machine. Raises PaperRefused."""
    if missing():
        raise PaperRefused(
            _(
                "Documents cannot be made yet: their fonts are not installed on this server. In the first minute"
                " after an installation they are still being fetched; try again soon. Otherwise the"
                " administrator runs `daybook check`."
            ),
            code="fonts",
        )
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


@cache
def letters() -> frozenset[int]:
    """Every code point that at least one family can draw."""
    found: set[int] = set()
    for family in FAMILIES:
        found |= _letters_of((FOLDER / f"{family}-{WEIGHTS[0]}.ttf").read_bytes())
    return frozenset(found)


def _letters_of(font: bytes) -> set[int]:
    """The code points of a TrueType font: OpenType 1.9, table cmap, its subtable of format 4 or 12."""
    (tables,) = struct.unpack_from(">H", font, 4)
    places = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + tables * 16, 16)
    }
    cmap = places[b"cmap"]
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for n in range(count):
        (offset,) = struct.unpack_from(">I", font, cmap + 4 + n * 8 + 4)
        (form,) = struct.unpack_from(">H", font, cmap + offset)
        if form == 12:
            (groups,) = struct.unpack_from(">I", font, cmap + offset + 12)
            for group in range(groups):
                first, last = struct.unpack_from(">II", font, cmap + offset + 16 + group * 12)
                found.update(range(first, last + 1))
        elif form == 4:
            (double,) = struct.unpack_from(">H", font, cmap + offset + 6)
            ends = struct.unpack_from(f">{double // 2}H", font, cmap + offset + 14)
            starts = struct.unpack_from(f">{double // 2}H", font, cmap + offset + 16 + double)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
    return found - {0xFFFF}

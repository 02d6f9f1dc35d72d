from io import BytesIO
from pathlib import Path

import pytest
from PIL import ImageFont

from daybook.lib.paper import PaperRefused, fonts, labels, pdf
from daybook.lib.paper.words import _FILE as NUMERALS
from daybook.web.dev.made_up_papers import ADVICE, INSTRUCTIONS, NAMES, receipt
from tests.lib.paper.reading import needs_fonts

SILENT = set("\n \u200c\u200d")


@needs_fonts
def test_every_letter_we_print_is_drawn() -> None:
    """Asked of another reader of fonts: a letter without a drawing looks like the one that no font has."""
    samples = [*ADVICE.values(), *NAMES.values(), *(said for one in INSTRUCTIONS.values() for said in one)]
    ours = {char for texts in labels.table().values() for text in texts for char in text}
    ours |= set(NUMERALS.read_text()) | set("".join(samples)) | set("₹½¼¾℞°·–—…“”‘’")
    for weight in fonts.WEIGHTS:
        drawn = [_drawn(fonts.FOLDER / f"{family}-{weight}.ttf") for family in fonts.FAMILIES]
        assert {char for char in ours - SILENT if not any(has(char) for has in drawn)} == set()


@needs_fonts
def test_it_knows_which_letters_are_there() -> None:
    drawn = [_drawn(fonts.FOLDER / f"{family}-400.ttf") for family in fonts.FAMILIES]
    for char in "Aéक్षతீ₹漢ಕ😀ع":
        assert (ord(char) in fonts.letters()) == any(has(char) for has in drawn), char


def test_it_names_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "NotoSans-400.ttf").touch()
    missing = fonts.missing(tmp_path)
    assert "NotoSansTelugu-600.ttf" in missing
    assert "NotoSans-400.ttf" not in missing


def test_without_fonts_it_says_so_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "missing", lambda: ["NotoSans-400.ttf"])
    fonts.fonts.cache_clear()
    with pytest.raises(PaperRefused, match="fonts are not installed") as refused:
        pdf("receipt", receipt("en"), language="en")
    assert refused.value.code == "fonts"


def _drawn(path: Path):  # type: ignore[no-untyped-def]
    font = ImageFont.truetype(BytesIO(path.read_bytes()), 40, layout_engine=ImageFont.Layout.BASIC)
    nothing = bytes(font.getmask("\U0010ffff"))
    return lambda char: bytes(font.getmask(char)) != nothing

"""Amounts in words, by Indian numbering: thousand, lakh (100,000), crore (10,000,000)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from daybook.lib.paper.labels import known

CRORE, LAKH, THOUSAND = 10_000_000, 100_000, 1_000
_FILE = Path(__file__).with_name("numerals.txt")


def in_words(minor: int, currency: str, language: str = "en") -> str:
    """An amount of paise in words: "Rupees one lakh two thousand and fifty paise only". "" for other currencies."""
    if currency != "INR" or minor < 0:
        return ""
    rupees, paise = divmod(minor, 100)
    return _SENTENCES[known(language)](rupees, paise)


def number(n: int, language: str = "en") -> str:
    """A whole number, 0 or more, in words."""
    return _NUMBERS[known(language)](n)


def _english(rupees: int, paise: int) -> str:
    coins = f" and {number(paise)} {'paisa' if paise == 1 else 'paise'}" if paise else ""
    return f"Rupee{'' if rupees == 1 else 's'} {number(rupees)}{coins} only"


def _hindi(rupees: int, paise: int) -> str:
    words = f"{number(rupees, 'hi')} {'रुपया' if rupees == 1 else 'रुपये'}"
    coins = f" {number(paise, 'hi')} {'पैसा' if paise == 1 else 'पैसे'}" if paise else ""
    return f"{words}{coins} मात्र"


def _telugu(rupees: int, paise: int) -> str:
    words = "ఒక రూపాయి" if rupees == 1 else f"{number(rupees, 'te')} రూపాయలు"
    coins = " ఒక పైసా" if paise == 1 else f" {number(paise, 'te')} పైసలు" if paise else ""
    return f"{words}{coins} మాత్రమే"


def _tamil(rupees: int, paise: int) -> str:
    words = f"{'ஒரு' if rupees == 1 else number(rupees, 'ta')} ரூபாய்"
    coins = f" {'ஒரு' if paise == 1 else number(paise, 'ta')} பைசா" if paise else ""
    return f"{words}{coins} மட்டும்"


def _en(n: int) -> str:
    for size, name in ((CRORE, "crore"), (LAKH, "lakh"), (THOUSAND, "thousand"), (100, "hundred")):
        if n >= size:
            return _and(f"{_en(n // size)} {name}", n % size, _en)
    if n < 20:
        return _words("en")[n]
    tens = _words("en-tens")[n // 10 - 2]
    return tens if n % 10 == 0 else f"{tens}-{_words('en')[n % 10]}"


def _hi(n: int) -> str:
    for size, name in ((CRORE, "करोड़"), (LAKH, "लाख"), (THOUSAND, "हज़ार"), (100, "सौ")):
        if n >= size:
            return _and(f"{_hi(n // size)} {name}", n % size, _hi)
    return _words("hi")[n]


def _te(n: int) -> str:
    # The one and the many, as they are before another word: పది వేల రూపాయలు.
    for size, one, many in (
        (CRORE, "ఒక కోటి", "కోట్ల"),
        (LAKH, "ఒక లక్ష", "లక్షల"),
        (THOUSAND, "వెయ్యి", "వేల"),
        (100, "వంద", "వందల"),
    ):
        if n >= size:
            count, rest = divmod(n, size)
            single = "నూట" if size == 100 and rest else one
            words = single if count == 1 else f"{_te(count)} {many}"
            return _and(words, rest, _te)
    return _below_hundred(n, "te", "te-tens", "te-tens")


def _ta(n: int) -> str:
    for size, alone, before in ((CRORE, "கோடி", "கோடியே"), (LAKH, "லட்சம்", "லட்சத்து")):
        if n >= size:
            count, rest = divmod(n, size)
            return _and(f"{'ஒரு' if count == 1 else _ta(count)} {before if rest else alone}", rest, _ta)
    if n >= THOUSAND:
        count, rest = divmod(n, THOUSAND)
        # The number's last vowel and the word's first become one: இரண்டு + ஆயிரம் = இரண்டாயிரம்.
        start = "ஆ" if count == 1 else _ta(count).removesuffix("\u0bc1") + "\u0bbe"
        return _and(f"{start}{'யிரத்து' if rest else 'யிரம்'}", rest, _ta)
    if n >= 100:
        count, rest = divmod(n, 100)
        return _and(_words("ta-hundreds-before" if rest else "ta-hundreds")[count - 1], rest, _ta)
    return _below_hundred(n, "ta", "ta-tens", "ta-before")


def _below_hundred(n: int, ones: str, tens: str, before: str) -> str:
    if n < 20:
        return _words(ones)[n]
    count, rest = divmod(n, 10)
    return f"{_words(before)[count - 2]} {_words(ones)[rest]}" if rest else _words(tens)[count - 2]


def _and(words: str, rest: int, more: Callable[[int], str]) -> str:
    return f"{words} {more(rest)}" if rest else words


@cache
def _words(key: str) -> tuple[str, ...]:
    lines = [line.split() for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return tuple(word for name, *words in filter(None, lines) if name == key for word in words)


_SENTENCES = {"en": _english, "hi": _hindi, "te": _telugu, "ta": _tamil}
_NUMBERS = {"en": _en, "hi": _hi, "te": _te, "ta": _ta}

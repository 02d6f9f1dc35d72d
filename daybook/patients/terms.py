"""The words a patient is found by, cut the same way when they are kept and when they are asked for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from daybook.lib.phones import parse_phone, reversed_digits
from daybook.lib.refused import BadInput
from daybook.lib.text import prefix_range, search_terms
from daybook.patients.models import SearchTerm

WORD, PHONE = SearchTerm.Kind.WORD, SearchTerm.Kind.PHONE
FEWEST_DIGITS = 3
"""Of a phone. With fewer, a search would find everybody."""
MOST_WORDS = 6
_LONGEST = 80
# Digits as they are written in phone numbers, with no letter between them.
_NUMBER = re.compile(r"(?<!\w)[+(]?\d(?:[\d\s().\-]*\d)?(?!\w)")


class Term(NamedTuple):
    kind: str
    text: str


class Range(NamedTuple):
    """All terms of one kind with `low <= term < high`; `exact` is the one that was meant if nothing follows it."""

    kind: str
    low: str
    high: str
    exact: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one typed word may be: a patient fits when one of the ranges holds one of the patient's terms."""

    ranges: tuple[Range, ...]


def terms_of(name: str, file_number: int, phones: Iterable[str]) -> set[Term]:
    """Everything a patient is found by. A phone (E.164) is kept reversed: "ends with 4383" is then a prefix."""
    words = {Term(WORD, word) for word in search_terms(_ascii_digits(name))}
    numbers = {Term(PHONE, reversed_digits(phone)) for phone in phones}
    return words | numbers | {Term(WORD, str(file_number))}


def wanted(text: str, region: str) -> list[Wanted]:
    """What was typed, as ranges to look in: a patient is found who fits every one of them. Empty for nothing typed.

    A run of digits is a file number's beginning or a phone's end, also with spaces or signs between them.
    """
    plain = _ascii_digits(text[:_LONGEST])
    numbers = [found.group() for found in _NUMBER.finditer(plain)]
    words = search_terms(_NUMBER.sub(" ", plain))
    found = [_number(number, region) for number in numbers] + [
        Wanted((_prefix(WORD, word),)) for word in words
    ]
    return found[:MOST_WORDS]


def _number(text: str, region: str) -> Wanted:
    digits = "".join(char for char in text if char.isdigit())
    ranges = []
    if digits == text:
        ranges.append(_prefix(WORD, digits))
    if len(digits) >= FEWEST_DIGITS:
        ending, whole = reversed_digits(digits), reversed_digits(_whole(text, region))
        ranges += [
            _prefix(PHONE, each) for each in ((ending,) if whole.startswith(ending) else (ending, whole))
        ]
    return Wanted(tuple(ranges) or (_prefix(WORD, digits),))


def _whole(text: str, region: str) -> str:
    """A whole number typed with a trunk 0 ends differently from the way it is kept."""
    try:
        return parse_phone(text, region)
    except BadInput:
        return text


def _prefix(kind: str, text: str) -> Range:
    return Range(kind, *prefix_range(text), text)


def _ascii_digits(text: str) -> str:
    return "".join(
        char if (digit := unicodedata.decimal(char, None)) is None else str(digit) for char in text
    )

"""Birth dates in numbers: which of day and month comes first is one question for the whole file.

"04/01/2014" tells nothing. "18/03/1991" is day first, whoever wrote it, and a file is one person's or one
program's. So the file is asked first, and a person only where it does not say, or says both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

_NUMBERS = re.compile(r"(\d{1,2})([\s.,/\-]+)(\d{1,2})([\s.,/\-]+)(\d{4}|\d{2})")
_WITH_TIME = re.compile(r"(.*\d)[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]m)?", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}")
_COMPACT = re.compile(r"(1[89]|20)\d{6}")
_EPOCH = date(1899, 12, 30)  # a spreadsheet's day 0


@dataclass(slots=True)
class Evidence:
    """The first row that can only be day first, and month first; and some that tell nothing, as they are written."""

    day_first: int = 0
    month_first: int = 0
    open_count: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def order(self) -> str:
        """ "dmy" or "mdy" as the file itself tells; "" when a person has to."""
        if self.day_first and self.month_first:
            return ""
        if self.month_first:
            return "mdy"
        return "dmy" if self.day_first or not self.open_count else ""


def evidence(cells: Iterable[tuple[int, str]]) -> Evidence:
    """Of a column's cells, each with the number of its row."""
    found = Evidence()
    for number, cell in cells:
        parts = _NUMBERS.fullmatch(plain(cell))
        if not parts:
            continue
        first, second = int(parts[1]), int(parts[3])
        if first > 12 >= second > 0:
            found.day_first = found.day_first or number
        elif second > 12 >= first > 0:
            found.month_first = found.month_first or number
        elif first != second and first <= 12 and second <= 12:
            found.open_count += 1
            if len(found.examples) < 3:
                found.examples.append(cell.strip())
    return found


def plain(cell: str) -> str:
    """Digits of any script as ASCII, without a time of the day."""
    digits = (unicodedata.decimal(char, None) for char in cell)
    text = "".join(
        char if digit is None else str(digit) for char, digit in zip(cell, digits, strict=True)
    ).strip()
    timed = _WITH_TIME.fullmatch(text)
    return timed[1].strip() if timed else text


def day_first(cell: str, order: str) -> str:
    """The cell as `patients.birth_input` reads it, which takes the day first: turned round, or a spreadsheet's
    number."""
    text = plain(cell)
    if _SERIAL.fullmatch(text):
        return (_EPOCH + timedelta(days=int(text))).isoformat()
    if _COMPACT.fullmatch(text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    parts = _NUMBERS.fullmatch(text)
    if parts and order == "mdy":
        return f"{parts[3]}{parts[2]}{parts[1]}{parts[4]}{parts[5]}"
    return text


@lru_cache(maxsize=8)
def both_ways(example: str) -> tuple[date, date] | None:
    """An example read day first and month first, for the question."""
    parts = _NUMBERS.fullmatch(plain(example))
    if not parts:
        return None
    year = int(parts[5]) + (0 if len(parts[5]) == 4 else 1900)
    try:
        return date(year, int(parts[3]), int(parts[1])), date(year, int(parts[1]), int(parts[3]))
    except ValueError:
        return None

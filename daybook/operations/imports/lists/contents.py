"""Which column holds what, by what stands in it: for lists without headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from daybook.operations.imports.lists.fields import NAMES, Field

_SHARE = 0.6
_PHONE = re.compile(r"\+?[\d\s\-().]{10,18}")
_BIRTH = re.compile(
    r"\d{1,4}[./\- ][\w]{1,9}[./\- ]\d{2,4}|\d{1,3}\s*(y|yrs?|years?|months?)\b.*", re.IGNORECASE
)
_SEX = re.compile(r"(m|f|male|female|other)", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _is_name(cell: str) -> bool:
    letters = sum(char.isalpha() for char in cell)
    return letters >= 3 and not any(char.isdecimal() for char in cell) and "," not in cell and "@" not in cell


_TESTS: tuple[tuple[Field, Callable[[str], bool]], ...] = (
    (Field.EMAIL, lambda cell: bool(_EMAIL.fullmatch(cell))),
    (Field.SEX, lambda cell: bool(_SEX.fullmatch(cell))),
    (Field.BIRTH, lambda cell: bool(_BIRTH.fullmatch(cell))),
    (Field.PHONE, lambda cell: bool(_PHONE.fullmatch(cell)) and sum(map(str.isdecimal, cell)) >= 10),
    (Field.NAME, _is_name),
)


def guess_contents(below: Sequence[Sequence[str]], width: int, known: Sequence[Field]) -> list[Field]:
    """`known`: what the headings told already, which stays."""
    found = list(known)
    for field, test in _TESTS:
        if field in found or (field == Field.NAME and set(found) & set(NAMES)):
            continue
        shares = {index: _share(below, index, test) for index in range(width) if found[index] == Field.NONE}
        best = max(shares, key=lambda index: (shares[index], -index), default=None)
        if best is not None and shares[best] >= _SHARE:
            found[best] = field
    return found


def _share(below: Sequence[Sequence[str]], index: int, test: Callable[[str], bool]) -> float:
    cells = [cell for row in below if index < len(row) and (cell := row[index].strip())]
    return sum(map(test, cells)) / len(cells) if len(cells) * 5 >= len(below) and cells else 0.0

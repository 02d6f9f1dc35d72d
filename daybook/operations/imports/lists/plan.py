"""How a list is read: guessed from the file, and then as somebody says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from daybook.lib.text import search_terms
from daybook.operations.imports.lists import decode, text_file, xlsx
from daybook.operations.imports.lists.contents import guess_contents
from daybook.operations.imports.lists.fields import NAMES, SEVERAL, Field, of_heading, of_headings
from daybook.operations.imports.lists.refusals import ListRefused

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS: int = xlsx.MOST_COLUMNS
HEAD = 200  # rows that are kept for choosing columns
_HEADING_WITHIN = 30
_OTHERS = (
    (b"%PDF", _("This is a PDF. Save the list as CSV or XLSX, and bring that.")),
    (
        b"\xd0\xcf\x11\xe0",
        _(
            "This is an old Excel file (.xls), or one with a password. Save it as XLSX without one, and bring that."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`heading`: the row in which the headings stand, counted from 1; 0 when there are none. `columns`: a field
    for each.

    `order`: "dmy" or "mdy" of birth dates in numbers; "" until it is known. `order_row`: the row that told it, 0 when
    somebody said it. `told_on`: the day on which ages were true. `lenient`: a row with a wrong phone, birth or
    balance goes in without it. `unpacked`: the kept file is a workbook's rows as CSV. `remembered`: the columns
    are those that were chosen for a list like this before. `fault`: words for why it cannot be read on.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: int = 0
    sheets: int = 0
    heading: int = 0
    columns: tuple[str, ...] = ()
    order: str = ""
    order_row: int = 0
    told_on: str = ""
    lenient: bool = False
    unpacked: bool = False
    remembered: bool = False
    fault: str = ""

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        return cls(**{**kept, "columns": tuple(kept.get("columns", ()))})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def indexes(self, field: str) -> list[int]:
        return [index for index, each in enumerate(self.columns) if each == field]

    def told_day(self, today: date) -> date:
        return date.fromisoformat(self.told_on) if self.told_on else today


def kind_of(content: bytes) -> str:
    """ "csv" or "xlsx". Raises ListRefused, with what to do, for what is neither."""
    if not content.strip():
        raise ListRefused(_("This file is empty."), code="list.empty")
    if len(content) > MOST_BYTES:
        raise too_large()
    for mark, words in _OTHERS:
        if content.startswith(mark):
            raise ListRefused(words, code="list.other")
    return "xlsx" if xlsx.is_workbook(content) else "csv"


def too_large() -> ListRefused:
    words = _("A list may have 20 MB. Save it as CSV, or in two parts, and bring those.")
    return ListRefused(words, code="list.large")


def rows(content: bytes, kind: str, plan: Plan) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number as a spreadsheet counts it, from 1. Raises ListRefused."""
    if kind == "xlsx" and not plan.unpacked:
        found = xlsx.rows(content, plan.sheet)
    else:
        found = text_file.rows(decode.decode(content, plan.encoding), plan.delimiter)
    filled = 0
    for number, cells in enumerate(found, start=1):
        filled += any(cells)
        if filled > MOST_ROWS:
            words = _("A list may have %(most)s rows. Bring it in two parts.") % {"most": f"{MOST_ROWS:,}"}
            raise ListRefused(words, code="list.rows")
        if len(cells) > MOST_COLUMNS:
            wide = _("Row %(row)s has more than %(most)s cells. Is another sign between the cells?")
            raise ListRefused(wide % {"row": number, "most": MOST_COLUMNS}, code="list.columns")
        yield number, cells


def guess(content: bytes, kind: str) -> tuple[Plan, list[list[str]]]:
    """How the file seems to be, and its first rows. Raises ListRefused."""
    plan = Plan()
    if kind == "xlsx":
        plan = replace(plan, sheets=len(xlsx.sheets(content)))
    else:
        encoding = decode.guess(content)
        plan = replace(plan, encoding=encoding)
        plan = replace(plan, delimiter=text_file.guess_delimiter(decode.decode(content, encoding)))
    return look(content, kind, plan)


def look(content: bytes, kind: str, plan: Plan) -> tuple[Plan, list[list[str]]]:
    """The plan with its headings and columns guessed anew, and the first rows. Raises ListRefused."""
    head = [cells for _number, cells in islice(rows(content, kind, plan), HEAD)]
    if not any(any(cell.strip() for cell in cells) for cells in head):
        raise ListRefused(_("There are no rows in this file."), code="list.empty")
    return with_heading(plan, head, find_heading(head)), head


def find_heading(head: Sequence[Sequence[str]]) -> int:
    """The row whose cells are words for fields more often than any other's; 0 for none."""
    best, where = 0, 0
    for number, cells in enumerate(head[:_HEADING_WITHIN], start=1):
        known = sum(of_heading(cell) != Field.NONE for cell in cells if len(cell) < 60)
        filled = sum(bool(cell.strip()) for cell in cells)
        if known > best and known * 2 >= filled:
            best, where = known, number
    return where


def with_heading(plan: Plan, head: Sequence[Sequence[str]], heading: int) -> Plan:
    """The same with that row as its headings, and each column's field guessed from them, or from what it holds."""
    heading = heading if 0 <= heading <= len(head) else 0
    width = max(len(cells) for cells in head)
    below = [cells for cells in head[heading:] if any(cells)]
    if heading:
        cells = [*head[heading - 1], *[""] * (width - len(head[heading - 1]))]
        fields = of_headings(cells)
        if not set(fields) & set(NAMES):
            fields = guess_contents(below, width, fields)
    else:
        fields = guess_contents(below, width, [Field.NONE] * width)
    return replace(plan, heading=heading, columns=tuple(map(str, fields)))


def headings_of(plan: Plan, head: Sequence[Sequence[str]]) -> list[str]:
    """The words above the columns; empty where there are none."""
    cells = list(head[plan.heading - 1]) if 0 < plan.heading <= len(head) else []
    return [*cells, *[""] * (len(plan.columns) - len(cells))]


def fingerprint(headings: Sequence[str]) -> str:
    """A hash that lists with the same headings in the same order share; "" where there are none."""
    words = [" ".join(search_terms(each)) for each in headings]
    return sha256("\x1f".join(words).encode()).hexdigest() if any(words) else ""


def check_columns(columns: Sequence[str]) -> None:
    """Raises ListRefused where the columns give no name, or one thing twice."""
    if not set(columns) & set(NAMES):
        raise ListRefused(_("Say in which column the name stands."), code="list.name")
    for field in Field:
        if field not in SEVERAL and list(columns).count(field) > 1:
            words = _("“%(field)s” was chosen for two columns. Choose one of them.") % {"field": field.label}
            raise ListRefused(words, code="list.twice")

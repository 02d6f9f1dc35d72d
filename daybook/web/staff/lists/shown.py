"""A list as its page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybook.lib.money import format_money
from daybook.lib.phones import format_phone
from daybook.operations.imports.lists import queries
from daybook.operations.imports.lists.dates import both_ways
from daybook.operations.imports.lists.queries import PAGE, RowShown
from daybook.operations.imports.lists.reading import Reading
from daybook.operations.imports.lists.words import OUTCOMES
from daybook.operations.models import ListRow, PatientList
from daybook.patients.hits import Hit, hits_of
from daybook.patients.models import Sex
from daybook.web.staff.entry import StaffRequest

State, Outcome = PatientList.State, ListRow.Outcome
STATES: dict[str, tuple[Any, str]] = {
    State.COLUMNS: (gettext_lazy("waits for its columns"), "warn"),
    State.CHECKING: (gettext_lazy("is being checked"), ""),
    State.DATES: (gettext_lazy("has a question"), "warn"),
    State.CHECKED: (gettext_lazy("checked, not brought in yet"), "warn"),
    State.WRITING: (gettext_lazy("is being brought in"), ""),
    State.DONE: (gettext_lazy("is in"), "ok"),
    State.FAULT: (gettext_lazy("stopped"), "bad"),
}
TAGS = {
    Outcome.ADD: "ok",
    Outcome.PARTLY: "ok",
    Outcome.SAME: "warn",
    Outcome.THERE: "warn",
    Outcome.BAD: "bad",
}
RESULTS = {
    "added": (gettext_lazy("Went in"), "ok"),
    "filled": (gettext_lazy("Filled in"), "ok"),
    "unchanged": (gettext_lazy("Nothing was missing"), ""),
}
CHOICES = (
    ("leave", gettext_lazy("Leave out")),
    ("add", gettext_lazy("Add anyway")),
    ("fill", gettext_lazy("Fill in what is missing")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    word: Any
    count: int
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """`url`: of the file that it has become. `other`: whom the row is like; `file_id` where that is a file of the
    clinic's."""

    number: int
    name: str
    url: str
    about: str
    owed: str
    word: Any
    tag: str
    why: str
    other: str
    file_id: Any
    choice: str
    choices: Any


def tabs(counts: dict[str, int], wanted: str) -> list[Tab]:
    every = [Tab(_("All rows"), sum(counts.values()), "", not wanted)]
    some = [
        Tab(word, counts[key], urlencode({"show": key}), key == wanted)
        for key, word in OUTCOMES.items()
        if counts.get(key)
    ]
    return every + some


def lines(request: StaffRequest, row: PatientList, found: list[RowShown]) -> list[Line]:
    ids = {each.row.match_patient for each in found if each.row.match_patient}
    ids |= {each.row.id for each in found if each.row.result == "added"}
    hits = {hit.id: hit for hit in hits_of(list(ids))}
    above = queries.rows_above(row, (each.row.match_number for each in found if each.row.match_number))
    return [_line(request, row, each, hits, above) for each in found]


def _line(
    request: StaffRequest,
    row: PatientList,
    each: RowShown,
    hits: dict[Any, Hit],
    above: dict[int, RowShown],
) -> Line:
    read, outcome = each.reading, each.row.outcome
    word, tag = RESULTS.get(each.row.result) or (OUTCOMES[outcome], TAGS.get(Outcome(outcome), ""))
    new = hits.get(each.row.id)
    hit, earlier = hits.get(each.row.match_patient), above.get(each.row.match_number or 0)
    other = _of_hit(request, hit) if hit else _of_row(request, earlier)
    open_for_choice = each.doubtful and row.state == State.CHECKED
    return Line(
        number=each.row.number,
        name=new.name if new else (read.name if read else "") or _first(each.cells),
        url=f"/c/{request.tenant.slug}/patients/{new.id}/" if new else "",
        about=_of_hit(request, new, named=False) if new else _about(request, read),
        owed=format_money(read.owed, request.clinic.currency) if read and read.owed else "",
        word=word,
        tag=tag,
        why=each.why,
        other=other,
        file_id=hit.id if hit else None,
        choice=each.row.choice,
        choices=CHOICES if open_for_choice else (),
    )


def _first(cells: Iterable[str]) -> str:
    return " · ".join(cell.strip()[:40] for cell in cells if cell.strip())[:80]


def _about(request: StaffRequest, read: Reading | None) -> str:
    if read is None:
        return ""
    phones = [format_phone(number, request.clinic.country) for number in read.phones]
    birth = read.birth.words() if read.birth else ""
    sex = str(Sex(read.sex).label) if read.sex != Sex.UNKNOWN else ""
    return " · ".join(part for part in (*phones, birth, sex) if part)


def _of_hit(request: StaffRequest, hit: Hit, *, named: bool = True) -> str:
    phone = format_phone(hit.phone, request.clinic.country) if hit.phone else ""
    birth = hit.birth.words() if hit.birth else ""
    number = _("file %(number)s") % {"number": hit.file_number}
    return " · ".join(part for part in (hit.name if named else "", number, phone, birth) if part)


def _of_row(request: StaffRequest, earlier: RowShown | None) -> str:
    if earlier is None or earlier.reading is None:
        return ""
    row = _("row %(number)s") % {"number": earlier.row.number}
    return " · ".join(part for part in (earlier.reading.name, row, _about(request, earlier.reading)) if part)


@dataclass(frozen=True, slots=True)
class Pager:
    """What parts/pager.html asks for."""

    number: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def range(self) -> str:
        first = (self.number - 1) * PAGE + 1
        last = min(self.number * PAGE, self.count)
        return _("%(first)s–%(last)s of %(count)s") % {
            "first": first,
            "last": last,
            "count": f"{self.count:,}",
        }


def question(examples: Iterable[str]) -> tuple[list[str], list[str]]:
    """What some dates of the file would be, day first and month first."""
    both = [found for each in examples if (found := both_ways(each))]
    return [_long(found[0]) for found in both], [_long(found[1]) for found in both]


def _long(day: date) -> str:
    return date_format(day, "j F Y")

"""Rows against the rows above them in the same file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from daybook.operations.imports.lists.keys import Keys
from daybook.operations.imports.lists.likeness import Person, alike
from daybook.operations.imports.lists.reading import Reading
from daybook.operations.imports.lists.sealed import content_of
from daybook.operations.models import ListRow, PatientList

Outcome = ListRow.Outcome
_PATIENTS = (Outcome.ADD, Outcome.PARTLY, Outcome.THERE, Outcome.KNOWN)


@dataclass(frozen=True, slots=True)
class Earlier:
    number: int
    person: Person
    cells: list[str]


@dataclass(slots=True)
class Above:
    """The rows above, as far as a piece's rows may be like them; grows with the piece."""

    _by: dict[str, list[Earlier]] = field(default_factory=lambda: defaultdict(list))
    _by_row: dict[str, Earlier] = field(default_factory=dict)

    @classmethod
    def of(cls, patient_list: PatientList, keys: Sequence[Keys]) -> Above:
        found = cls()
        phones = {phone for each in keys for phone in each.phones}
        people = {each.person for each in keys if each.person}
        same = Q(row_key__in={each.row for each in keys}) | Q(phone_key__in=phones) | Q(person_key__in=people)
        rows = ListRow.objects.filter(same, patient_list=patient_list, outcome__in=_PATIENTS)
        for row in rows.order_by("number"):
            content = content_of(row)
            reading = Reading.from_json(content["read"])
            found._put(row.number, reading, content["cells"], row.row_key, (row.phone_key, row.person_key))
        return found

    def add(self, number: int, reading: Reading, cells: list[str], keys: Keys) -> None:
        self._put(number, reading, cells, keys.row, (*keys.phones[:1], keys.person))

    def _put(self, number: int, reading: Reading, cells: list[str], row: str, keys: Sequence[str]) -> None:
        earlier = Earlier(number, Person.of(reading.name, reading.phones, reading.birth), cells)
        self._by_row.setdefault(row, earlier)
        for key in dict.fromkeys(each for each in keys if each):
            self._by[key].append(earlier)

    def like(self, reading: Reading, cells: list[str], keys: Keys) -> tuple[int, list[str]] | None:
        """The first row above that is the same or perhaps the same person, and what is the same."""
        same = self._by_row.get(keys.row)
        if same is not None:
            return same.number, ["same_row" if _stripped(same.cells) == _stripped(cells) else "same_number"]
        person = Person.of(reading.name, reading.phones, reading.birth)
        for key in (*keys.phones, keys.person):
            for earlier in self._by.get(key, ()):
                if reasons := alike(person, earlier.person):
                    return earlier.number, reasons
        return None


def _stripped(cells: list[str]) -> list[str]:
    kept = [cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return kept

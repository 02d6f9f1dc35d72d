"""Rows against the clinic's own files, a piece of the list at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from daybook.operations.imports.lists.keys import external_id
from daybook.operations.imports.lists.likeness import Person, alike
from daybook.operations.imports.lists.reading import Reading
from daybook.patients.births import Birth, Precision
from daybook.patients.duplicates import likely_duplicates
from daybook.patients.models import Patient, Phone

MOST_ON_A_DAY = 20_000


@dataclass(frozen=True, slots=True)
class Match:
    """A file of the clinic's, and what is the same: codes of `words.py`."""

    patient_id: UUID
    reasons: tuple[str, ...]


def known(readings: Iterable[Reading]) -> dict[str, UUID]:
    """Of the rows that an earlier run brought: what their file keeps, and the file."""
    keys = [external_id(each) for each in readings]
    rows = Patient.objects.filter(external_id__in=keys).values_list("external_id", "id")
    return {key: patient_id for key, patient_id in rows if key}


def matches(readings: Sequence[Reading], *, but: UUID | None = None) -> dict[int, Match]:
    """By the place in `readings`: who may be that person already. `but`: files of that import do not count."""
    by_phone, by_day = _on_phones(readings), _born_on(readings)
    bare = {
        index: _named(each) for index, each in enumerate(readings) if not each.phones and not _day_of(each)
    }
    ids = {one for found in (*by_phone.values(), *by_day.values(), *bare.values()) for one in found}
    people = _people(ids, but)
    result = {}
    for index, reading in enumerate(readings):
        candidates = dict.fromkeys(
            [
                *(one for phone in reading.phones for one in by_phone.get(phone, ())),
                *by_day.get(_day_of(reading), ()),
                *bare.get(index, ()),
            ]
        )
        best = _best(reading, candidates, people)
        if best:
            result[index] = best
    return _as_merged(result)


def _as_merged(found: dict[int, Match]) -> dict[int, Match]:
    """A file that was merged into another one is that one."""
    ids = {each.patient_id for each in found.values()}
    merged = Patient.objects.filter(id__in=ids, merged_into__isnull=False)
    now = dict(merged.values_list("id", "merged_into_id"))
    return {
        index: Match(now.get(each.patient_id) or each.patient_id, each.reasons)
        for index, each in found.items()
    }


def _best(reading: Reading, candidates: Iterable[UUID], people: Mapping[UUID, Person]) -> Match | None:
    typed = Person.of(reading.name, reading.phones, reading.birth)
    found = (Match(one, tuple(alike(typed, people[one]))) for one in candidates if one in people)
    return max((each for each in found if each.reasons), key=lambda each: len(each.reasons), default=None)


def _day_of(reading: Reading) -> date | None:
    birth = reading.birth
    return birth.on if birth and birth.precision == Precision.DAY else None


def _on_phones(readings: Sequence[Reading]) -> dict[str, list[UUID]]:
    wanted = {phone for each in readings for phone in each.phones}
    return _grouped(Phone.objects.filter(number__in=wanted).values_list("number", "patient_id"))


def _born_on(readings: Sequence[Reading]) -> dict[date | None, list[UUID]]:
    days = {day for each in readings if (day := _day_of(each))}
    same = Patient.objects.filter(born_on__in=days, born_precision=Precision.DAY)
    return _grouped(same.values_list("born_on", "id")[:MOST_ON_A_DAY])


def _grouped(pairs: Any) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, patient_id in pairs:
        found[key].append(patient_id)
    return found


def _named(reading: Reading) -> list[UUID]:
    """Of a row that has nothing but a name."""
    return [each.hit.id for each in likely_duplicates(name=reading.name)]


def _people(ids: Iterable[UUID], but: UUID | None) -> dict[UUID, Person]:
    rows = Patient.objects.filter(id__in=ids)
    if but is not None:
        rows = rows.exclude(import_batch_id=but) | rows.filter(import_batch_id__isnull=True)
    found = list(rows.values_list("id", "name", "born_on", "born_precision"))
    phones = _grouped(
        Phone.objects.filter(patient_id__in=[row[0] for row in found]).values_list("patient_id", "number")
    )
    return {
        row[0]: Person.of(row[1], phones.get(row[0], ()), Birth(row[2], row[3]) if row[2] else None)
        for row in found
    }

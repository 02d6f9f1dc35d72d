"""Is this person registered already? Asked before a new file is opened; a person decides, never the machine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from daybook.lib.text import prefix_range
from daybook.patients.births import Birth, Precision
from daybook.patients.hits import Hit, hits_of
from daybook.patients.models import Patient, Phone, Sex
from daybook.patients.similar import Likeness, compare, in_other_scripts, slip_prefix, words_of
from daybook.patients.terms import WORD
from daybook.tenancy.scope import current_clinic_id

MOST_SHOWN = 5
_MOST_COMPARED = 400
ENOUGH = 4
"""Points of a likely duplicate. Somebody else of a family on one phone, born on another day, does not get them."""

_REASONS = {
    Likeness.SAME: _("same name"),
    Likeness.SIMILAR: _("similar name"),
    Likeness.PART: _("part of the name"),
}


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody who may be the same person, and what is the same."""

    hit: Hit
    reasons: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be compared."""

    id: UUID
    name: str
    birth: Birth | None
    sex: str


def likely_duplicates(
    *, name: str, phones: Sequence[str] = (), birth: Birth | None = None, sex: str = Sex.UNKNOWN
) -> list[Likely]:
    """Those registered already who may be this person, the likeliest first, at most five.

    Compared: the phone (E.164), the name with one slip of the hand, the birth date as far as it is known.
    """
    on_phone = set(
        Phone.objects.filter(number__in=phones).values_list("patient_id", flat=True)[:_MOST_COMPARED]
    )
    ids = on_phone | _similar_words(name) | _born(birth)
    typed = Person(UUID(int=0), name, birth, sex)
    found = []
    for candidate in _candidates(ids):
        points, reasons = points_of(typed, candidate, same_phone=candidate.id in on_phone)
        if points >= ENOUGH:
            found.append((points, candidate.id, reasons))
    found.sort(key=lambda each: each[:2], reverse=True)
    hits = hits_of([each[1] for each in found[:MOST_SHOWN]])
    reasons_of = {each[1]: each[2] for each in found}
    return [Likely(hit, reasons_of[hit.id]) for hit in hits]


def points_of(typed: Person, there: Person, *, same_phone: bool) -> tuple[int, tuple[Any, ...]]:
    """How likely the two are one person, and what is the same."""
    points = 4 if same_phone else 0
    reasons: list[Any] = [_("same phone")] if same_phone else []
    likeness = compare(typed.name, there.name)
    if likeness:
        points += _name_points(likeness, typed.name)
        reasons.append(_REASONS[likeness])
    if typed.birth and there.birth:
        more, reason = _birth_points(typed.birth, there.birth)
        if reason and in_other_scripts(typed.name, there.name):
            more += 1
        points += more
        reasons += [reason] if reason else []
    if {typed.sex, there.sex} == {Sex.FEMALE, Sex.MALE}:
        points -= 1
    return points, tuple(reasons)


def _birth_points(one: Birth, other: Birth) -> tuple[int, Any]:
    if not one.agrees_with(other):
        return -3, None
    if one.precision == other.precision == Precision.DAY:
        return 3, _("same birth date")
    return 1, _("similar age")


def _name_points(likeness: Likeness, name: str) -> int:
    if likeness is Likeness.SAME and len(words_of(name)) == 1:
        return 2  # half the town is called Lakshmi
    return {Likeness.SAME: 4, Likeness.SIMILAR: 3, Likeness.PART: 1, Likeness.NONE: 0}[likeness]


def _similar_words(name: str) -> set[UUID]:
    """Patients with a word that begins like one of the name's: whoever has a similar name is among them, unless the
    slip is in the first half of every word."""
    ranges = [prefix_range(slip_prefix(word)) for word in words_of(name) if len(word) > 1]
    if not ranges:
        return set()
    one = "SELECT patient_id FROM patients_searchterm WHERE clinic_id = %s AND kind = %s AND term >= %s AND term < %s"
    values: list[Any] = []
    for low, high in ranges:
        values += [current_clinic_id(), WORD, low, high]
    both = f"SELECT patient_id, count(*) FROM ({' UNION ALL '.join([one] * len(ranges))}) t GROUP BY 1"  # noqa: S608 - `one` is above
    with connection.cursor() as cursor:
        # Those who share more words first; the newest of a very common name.
        cursor.execute(f"{both} ORDER BY 2 DESC, 1 DESC LIMIT {_MOST_COMPARED}", values)
        return {row[0] for row in cursor.fetchall()}


def _born(birth: Birth | None) -> set[UUID]:
    if birth is None or birth.precision != Precision.DAY:
        return set()
    same = Patient.objects.filter(born_on=birth.on, born_precision=Precision.DAY, merged_into=None)
    return set(same.values_list("id", flat=True)[:_MOST_COMPARED])


def _candidates(ids: Iterable[UUID]) -> list[Person]:
    there = Patient.objects.filter(pk__in=list(ids), merged_into=None)
    rows = there.values_list("id", "name", "born_on", "born_precision", "sex")
    return [Person(row[0], row[1], birth_of(row[2], row[3]), row[4]) for row in rows]


def birth_of(on: date | None, precision: str) -> Birth | None:
    return Birth(on, precision) if on else None

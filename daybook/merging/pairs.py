"""Which files may be of one person, over the whole clinic: by the rule that is asked before a new file is opened
(patients/duplicates.py). A person decides, never the machine.

Compared are those on one phone, born on one day, or called the same; everybody with everybody would be millions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from daybook.merging.models import TwoPeople
from daybook.patients.duplicates import ENOUGH, Person, birth_of, points_of
from daybook.patients.hits import Hit, hits_of
from daybook.patients.models import Patient, Phone, Sex
from daybook.patients.similar import Likeness, compare, in_other_scripts, words_of

_MOST_TOGETHER = 25
"""Of a larger group, such as all who were given the clinic's own phone, nobody is likely to be anybody."""
Ids = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files, the older one first, and what is the same."""

    one: Hit
    other: Hit
    reasons: tuple[Any, ...]


def likely_pairs(limit: int) -> tuple[list[Pair], bool]:
    """The likeliest first; and whether there are more. Those who were said to be two people are left out."""
    people, phones = _people(), _phones()
    apart = set(TwoPeople.objects.values_list("one_id", "other_id"))
    found = []
    for ids in _together(people, phones) - apart:
        one, other = people[ids[0]], people[ids[1]]
        same_phone = not phones[one.id].isdisjoint(phones[other.id])
        points, reasons = points_of(one, other, same_phone=same_phone)
        if points >= ENOUGH and _more_than_a_family(one, other):
            found.append((points, ids, reasons))
    found.sort(key=lambda each: each[:2], reverse=True)
    return _shown(found[:limit]), len(found) > limit


def _more_than_a_family(one: Person, other: Person) -> bool:
    """A phone and a surname are shared by brothers, with an age by spouses: the whole name has to be alike, or a part
    of it and the age, and then not a man's and a woman's."""
    likeness = compare(one.name, other.name)
    if likeness >= Likeness.SIMILAR or {one.sex, other.sex} == {Sex.FEMALE, Sex.MALE}:
        return likeness >= Likeness.SIMILAR
    same_age = one.birth and other.birth and one.birth.agrees_with(other.birth)
    return bool(same_age) and (likeness > Likeness.NONE or in_other_scripts(one.name, other.name))


def _people() -> dict[UUID, Person]:
    rows = Patient.objects.filter(merged_into=None)
    values = rows.values_list("id", "name", "born_on", "born_precision", "sex")
    return {row[0]: Person(row[0], row[1], birth_of(row[2], row[3]), row[4]) for row in values}


def _phones() -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for patient_id, number in Phone.objects.values_list("patient_id", "number"):
        found[patient_id].add(number)
    return found


def _together(people: dict[UUID, Person], phones: dict[UUID, set[str]]) -> set[Ids]:
    groups: dict[Any, list[UUID]] = defaultdict(list)
    for person in people.values():
        for key in _keys(person, phones.get(person.id, ())):
            groups[key].append(person.id)
    return {
        pair
        for ids in groups.values()
        if 1 < len(ids) <= _MOST_TOGETHER
        for pair in combinations(sorted(ids), 2)
    }


def _keys(person: Person, numbers: Iterable[str]) -> Iterator[Any]:
    yield from numbers
    yield tuple(sorted(words_of(person.name)))
    if person.birth and len(person.birth.known()) == 3:
        yield person.birth.on


def _shown(found: list[tuple[int, Ids, tuple[Any, ...]]]) -> list[Pair]:
    hits = {hit.id: hit for hit in hits_of(sorted({each for _points, ids, _why in found for each in ids}))}
    return [Pair(hits[ids[0]], hits[ids[1]], reasons) for _points, ids, reasons in found]

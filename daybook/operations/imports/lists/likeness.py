"""Are two rows, or a row and a file, perhaps one person? Stricter than the desk's question
(`patients/duplicates.py`), which a person answers with the patient in front of them: here nobody could look at
thousands of families on one phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daybook.patients.births import Birth, Precision
from daybook.patients.similar import Likeness, compare, in_other_scripts, words_of

_NAME = {Likeness.SAME: "same_name", Likeness.SIMILAR: "similar_name", Likeness.PART: "part_name"}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    phones: frozenset[str]
    birth: Birth | None

    @classmethod
    def of(cls, name: str, phones: Sequence[str], birth: Birth | None) -> Person:
        return cls(name, frozenset(phones), birth)


def alike(one: Person, other: Person) -> list[str]:
    """What is the same, as codes of `words.py`; empty when they are two people."""
    phone = bool(one.phones & other.phones)
    born = _births(one.birth, other.birth)
    likeness = compare(one.name, other.name)
    if born == "other_birth":
        certain = phone and likeness is Likeness.SAME and len(words_of(one.name)) > 1
        return ["same_phone", "same_name", born] if certain else []
    if not (_by_phone(one, other, likeness, born) if phone else _by_name(one, other, likeness, born)):
        return []
    found = ["same_phone"] if phone else []
    found += [_NAME[likeness]] if likeness in _NAME else []
    return [*found, born] if born else found


def _by_phone(one: Person, other: Person, likeness: Likeness, born: str) -> bool:
    """A family shares a phone and a surname: then a part of the name is not enough."""
    if likeness >= Likeness.SIMILAR:
        return True
    if likeness is Likeness.PART:
        few, many = sorted((set(words_of(one.name)), set(words_of(other.name))), key=len)
        return born == "same_birth" or few <= many
    return bool(born) and in_other_scripts(one.name, other.name)


def _by_name(one: Person, other: Person, likeness: Likeness, born: str) -> bool:
    """Namesakes have phones and birth dates of their own; without any there is only the name to go by."""
    if born == "same_birth":
        return likeness >= Likeness.SIMILAR
    bare = not (one.phones and other.phones)
    return bare and likeness is Likeness.SAME and len(words_of(one.name)) > 1


def _births(one: Birth | None, other: Birth | None) -> str:
    if one is None or other is None:
        return ""
    if not one.agrees_with(other):
        return "other_birth"
    return "same_birth" if one.precision == other.precision == Precision.DAY else "similar_age"

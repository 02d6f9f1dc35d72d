"""Does a medicine touch an allergy that the file records? A warning to be acknowledged, never a verdict.

What is recorded is free text ("Penicillin (rash 2019), sulfa"), so words are compared by their beginnings, and whole
families: who does not take penicillin is warned of amoxicillin, and of cephalosporins as near to it. What only says
that there is no allergy does not count (patients/denials.py). It warns too often rather than too seldom.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from daybook.lib.text import search_terms
from daybook.patients.denials import recorded
from daybook.records.drugs import BY_NAME, FAMILIES, Family, words
from daybook.records.lines import Line

SHORTEST = 4
"""Letters of a word that is compared as it is: shorter ones are not names of medicines."""
# Words of an allergy or a medicine that name no substance.
COMMON_WORDS = words(
    "acid allergy allergic allergies after before both calcium capsule cream drops drug drugs food from gives history"
    " hives injection itching known medicine medicines mild none oral rash reaction reactions salts severe since sodium"
    " swelling syrup tablet tablets unknown vitamin with year years potassium rehydration magnesium"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """`allergy`: what is recorded, as the family or the word that it was found by. `near`: not the same family, but
    one that may cross-react."""

    allergy: str
    near: bool = False


def hits(allergies: str, medicine: str) -> list[Hit]:
    """What of the recorded `allergies` the medicine touches, the plain ones first; usually nothing."""
    if not allergies or not medicine:
        return []
    told, given = _terms(recorded(allergies)), _terms(medicine)
    taboo = [family for family in FAMILIES if _names(family, told)]
    found = {family.name: Hit(family.name) for family in taboo if _begins(given, family.members)}
    for word in given:
        if len(word) >= SHORTEST and word not in COMMON_WORDS and word in told and not found:
            found[word] = Hit(word)
    if not found:
        near = {name for family in taboo for name in family.near if _begins(given, BY_NAME[name].members)}
        for family in taboo:
            if family.near & near:
                found[family.name] = Hit(family.name, near=True)
    return list(found.values())


def unacknowledged(allergies: str, lines: Iterable[Line]) -> dict[int, list[Hit]]:
    """By the line's place: hits that nobody has said "prescribed all the same" to."""
    found = {}
    for place, line in enumerate(lines):
        open_hits = [hit for hit in hits(allergies, line.medicine) if hit.allergy not in line.despite]
        if open_hits:
            found[place] = open_hits
    return found


def _terms(text: str) -> set[str]:
    return {*search_terms(text), *(word.strip(".,;:()").casefold() for word in text.split())}


def _names(family: Family, told: set[str]) -> bool:
    """The allergy names the family, or one of its members."""
    return _begins(told, family.called | family.members)


def _begins(words: set[str], names: frozenset[str]) -> bool:
    return any(
        word == name or (len(name) >= SHORTEST and word.startswith(name)) for word in words for name in names
    )

"""Are two names perhaps one person's? Words are compared in the script they are written in, titles left out, in any
order, with one slip of the hand allowed: a letter too many, too few, another, or two exchanged."""

import unicodedata
from enum import IntEnum

from daybook.lib.text import search_terms

_LATIN = "dr mr mrs ms miss master baby smt shri sri sree kum kumari prof"
_INDIC = "श्री श्रीमती डॉ శ్రీ శ్రీమతి డా திரு திருமதி"
TITLES = frozenset(f"{_LATIN} {_INDIC}".split())
_SHORTEST_SLIP = 4
"""Letters. In a shorter word another letter is another name: Rao is not Rai."""


class Likeness(IntEnum):
    """PART: a whole word is the same ("Kavya", "Kavya Chowdary"). SIMILAR: a slip or an initial between them.
    SAME: the same words, in any order."""

    NONE = 0
    PART = 1
    SIMILAR = 2
    SAME = 3


def words_of(name: str) -> list[str]:
    """The words that tell people apart; all of them where nothing but titles is left."""
    words = search_terms(name)
    return [word for word in words if word not in TITLES] or words


def compare(one: str, other: str) -> Likeness:
    few, many = sorted((words_of(one), words_of(other)), key=len)
    if not few:
        return Likeness.NONE
    if sorted(few) == sorted(many):
        return Likeness.SAME
    if _all_matched(few, many) and (len(few) > 1 or len(many) == 1):
        return Likeness.SIMILAR
    shared = {word for word in few if len(word) > 1} & set(many)
    return Likeness.PART if shared else Likeness.NONE


def _all_matched(few: list[str], many: list[str]) -> bool:
    """Each word of `few` with a word of its own in `many`, and not by initials alone."""
    left_few, left_many, whole = list(few), list(many), 0
    for fits in (str.__eq__, one_slip, _initial):
        for word in list(left_few):
            partner = next((candidate for candidate in left_many if fits(word, candidate)), None)
            if partner is not None:
                left_few.remove(word)
                left_many.remove(partner)
                whole += min(len(word), len(partner)) > 1
    return whole > 0 and not left_few


def _initial(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and long.startswith(short)


def one_slip(one: str, other: str) -> bool:
    """Not equal, and one insertion, deletion, replacement or exchange of neighbours apart; in longer words only."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_SLIP or len(long) - len(short) > 1 or short == long:
        return False
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    replaced = short[at + 1 :] == long[at + 1 :]
    exchanged = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return replaced or exchanged


def slip_prefix(word: str) -> str:
    """What a word with one slip in its second half still begins with."""
    return word[: len(word) // 2] if len(word) >= _SHORTEST_SLIP else word


def in_other_scripts(one: str, other: str) -> bool:
    """Whether no letter of the two is of the same script, so that their words cannot be compared."""
    return not _scripts(one) & _scripts(other)


def _scripts(name: str) -> set[str]:
    """The first word of a letter's name in Unicode tells its script: "LATIN SMALL LETTER A"."""
    return {unicodedata.name(char, "").split(" ")[0] for char in name if unicodedata.category(char)[0] == "L"}

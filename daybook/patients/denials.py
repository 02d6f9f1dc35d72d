"""What a file's words about allergies say is there, and what they only say is not.

"No allergy to penicillin", "NKDA" and "एलर्जी नहीं" are no allergies. A sentence counts as a denial only when it is
plainly one: "no penicillin" means that none is to be given, and "not sure", a question mark or a test that was not done
deny nothing. In doubt the words stand as an allergy: a warning too many is a tick, and one too few is a reaction.
"""

import re
import unicodedata
from collections.abc import Iterator

# What ends a statement: "No known allergies except penicillin" is two.
_ENDS = re.compile(
    r"[,;/|\n•।]|\.(?=\s|$)|\s[-–—]\s|\b(?:but|except|besides|however|although|only|apart from|other than)\b"
    r"|(?<=\s)(?:लेकिन|मगर|परंतु|सिवाय|కానీ|తప్ప|ஆனால்|தவிர)(?=\s)",
    re.IGNORECASE,
)
_NO = r"(?:no|not|nil|never|none|zero|without|denies|denied|negative for)"
# "No eggs because of an allergy" is none of them.
_JOINS = r"(?:if|to|because|due|since|as|for|is|was|has|have|had|causes?|gives?|gets?|with)"
_NOUN = r"allerg(?:y|ies|ic reactions?)"
_DENIALS = tuple(
    re.compile(pattern)
    for pattern in (
        # nkda: no known drug allergies; nka: no known allergies; nkfa: food
        r"^(?:(?:drug )?(?:allergies|allergy) )?:? ?(?:nkda|nka|nkfa|nkma|nkea|nil|none|no|null|nothing)$",
        r"^(?:nil|none|nothing) (?:known|reported|so far|recorded|of note|significant|relevant|to date|at present)$",
        r"^no (?:known|reported)$",
        # "no known drug allergies", "denies any allergy to sulfa", "no history of penicillin allergy"
        rf"^(?:patient |pt |he |she |has |had |says |reports )*{_NO}(?: (?!{_JOINS}\b)[\w'()+]+){{0,5}}? {_NOUN}\b",
        # "not allergic to penicillin", "never been allergic"
        r"^(?:patient |pt |he |she |is |was |has )*(?:not|never)(?: been| known to be| at all)? allergic\b",
        rf"{_NOUN}(?: to [\w ]+?)? ?[:=]? ?(?:no|none|nil|absent|denied|negative)$",
        r"(?:एलर्जी|ऐलर्जी|अलर्जी)(?: \S+){0,2} (?:नहीं|नही)(?: है| हैं| थी| हुई)?$",
        r"^(?:कोई|कुछ)?(?: भी)? ?(?:नहीं|नही)(?: है)?$",
        r"(?:అలె?ర్జీ|ఎలె?ర్జీ|అలర్జి|అలెర్జి)\S*(?: \S+){0,2} (?:లేదు|లేవు)$",
        r"^(?:ఏమీ |ఏ )?(?:లేదు|లేవు)$",
        r"(?:ஒவ்வாமை|அலர்ஜி)\S*(?: \S+){0,2} (?:இல்லை|கிடையாது)$",
        r"^(?:எதுவும் )?இல்லை$",
    )
)
_HISTORY = re.compile(r"\bh/o\b", re.IGNORECASE)
# Words that leave it open, or tell what must not be given.
_DOUBT = re.compile(
    r"\?|\b(?:sure|certain|if|whether|tests?|tested|testing|confirmed|documented as|clear|unknown|longer|until|avoid"
    r"|give|given|giving|allergic to)\b|शायद|పరీక్ష"
)
_NOT_ALLERGIC = re.compile(r"\b(?:not|never)(?: been| known to be| at all)? allergic to\b")


def denied(statement: str) -> bool:
    """The statement only says that there is no allergy."""
    plain = unicodedata.normalize("NFC", " ".join(statement.casefold().split())).strip(" .:!()\"'-–")
    if not plain:
        return True
    doubted = _DOUBT.search(_NOT_ALLERGIC.sub("", plain) if "allergic to" in plain else plain)
    return not doubted and any(pattern.search(plain) for pattern in _DENIALS)


def recorded(allergies: str) -> str:
    """The statements of a file's allergies that are no denials, as they were typed, a line each."""
    return "\n".join(_recorded(allergies))


def none_known(allergies: str) -> bool:
    """Somebody asked, and there are none: words are there, and all of them are denials. FHIR R4 AllergyIntolerance,
    "no known allergies": https://hl7.org/fhir/R4/allergyintolerance.html#9.1.3.2"""
    return bool(allergies.strip()) and not recorded(allergies)


def _recorded(allergies: str) -> Iterator[str]:
    for statement in _ENDS.split(_HISTORY.sub("history of", allergies)):
        if statement and not denied(statement):
            yield statement.strip()

"""What a cell says: phones, sex, language, amounts. Each raises BadInput or gives nothing, and never guesses."""

from __future__ import annotations

import re

from daybook.lib.money import BadMoney, parse_money
from daybook.lib.phones import BadPhone, parse_phone
from daybook.lib.text import search_terms
from daybook.patients.models import Sex

_SEXES = {
    Sex.FEMALE: "f female woman girl lady mrs ms महिला स्त्री औरत స్త్రీ మహిళ ఆడ பெண் ಹೆಣ್ಣು സ്ത്രീ",
    Sex.MALE: "m male man boy mr पुरुष आदमी పురుషుడు మగ ஆண் ಗಂಡು പുരുഷൻ",
    Sex.OTHER: "o other others t transgender trans third nonbinary अन्य ఇతర மற்றவை",
    Sex.UNKNOWN: "unknown u na nil none",
}
_SEX_OF = {search_terms(word)[0]: sex for sex, words in _SEXES.items() for word in words.split()}
_LANGUAGES = {
    "en": "english en eng",
    "hi": "hindi hi hin हिन्दी हिंदी",
    "te": "telugu te tel తెలుగు",
    "ta": "tamil ta tam தமிழ்",
    "kn": "kannada kn ಕನ್ನಡ",
    "ml": "malayalam ml മലയാളം",
    "mr": "marathi mr मराठी",
    "bn": "bengali bangla bn বাংলা",
    "gu": "gujarati gu ગુજરાતી",
    "pa": "punjabi pa ਪੰਜਾਬੀ",
    "or": "odia oriya or ଓଡ଼ିଆ",
    "ur": "urdu ur اردو",
}
_LANGUAGE_OF = {search_terms(word)[0]: code for code, words in _LANGUAGES.items() for word in words.split()}
_BETWEEN_PHONES = re.compile(r"[/;\n|]|,(?=\s*[+\d(]{1,2}\d)|\bor\b|&", re.IGNORECASE)
_PHONE_WORDS = re.compile(
    r"\b(mobile|mob|ph|phone|tel|no|cell|whatsapp|wa)\b\.?:?|[()]\s*[a-z]+\s*[()]", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
_SIDE = re.compile(r"(.*?)[\s.]*\b(dr|cr|due|adv|advance)\b\.?", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "nil", "none", "na", "n/a", "null", "0.00"})


def is_nothing(cell: str) -> bool:
    return cell.strip().casefold() in _NOTHING


def is_formula(cell: str) -> bool:
    """What a spreadsheet would work out. A number with its sign is none."""
    return cell.lstrip().startswith("=")


def is_scientific(cell: str) -> bool:
    """A spreadsheet has cut the number to its first digits."""
    return _SCIENTIFIC.fullmatch(cell.strip()) is not None


def phones(cell: str, country: str) -> tuple[list[str], int]:
    """The numbers of a cell, which may have several, in E.164; and how many parts of it are none."""
    found, bad = [], 0
    for part in _BETWEEN_PHONES.split(cell):
        text = _PHONE_WORDS.sub("", part).strip(" ,.'\u2019`")
        if is_nothing(text):
            continue
        try:
            found.append(parse_phone(text, country, strict=False))
        except BadPhone:
            bad += 1
    return list(dict.fromkeys(found)), bad


def sex(cell: str) -> str | None:
    """None for a word that is none of the known ones."""
    words = search_terms(cell)
    return _SEX_OF.get(words[0]) if len(words) == 1 else None


def language(cell: str) -> str | None:
    words = search_terms(cell)
    return _LANGUAGE_OF.get(words[0]) if words else None


def amount(cell: str, currency: str) -> int:
    """Minor units; above zero is owed. "450 Cr" and "(450)" are below. Raises BadMoney."""
    text, sign = cell.strip().lstrip("'"), 1
    if is_nothing(text):
        return 0
    side = _SIDE.fullmatch(text)
    if side:
        text, sign = side[1], -1 if side[2].casefold() in ("cr", "adv", "advance") else 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1], -sign
    if not any(char.isdecimal() for char in text):
        raise BadMoney("no digits", code="money")
    return sign * parse_money(text, currency)

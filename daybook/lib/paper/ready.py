"""Data made ready for the templates: days and codes said in the language, text that can be printed and broken."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from babel.dates import format_date

from daybook.lib.paper.fonts import letters
from daybook.lib.paper.labels import METHODS, SEXES, TIMINGS, VITALS, coded, known, label, labels

UNPRINTABLE = "\ufffd"
# Longer words are broken wherever the line ends; in what people copy, later, and in narrow columns, sooner.
LONGEST_WORD = 24
LONGEST = {"email": 34, "upi_id": 34, "reference": 34}
LONGEST_OF_MEDICINE = 16
_AGE = re.compile(r"(\d+)(?: (mo|wk|d))?")
_AGES = {None: "years", "mo": "months", "wk": "weeks", "d": "days_old"}
# One time of the day: a number or a fraction, perhaps with its unit.
_PART = r"\s*[\d½¼¾⅓⅔.,/]+(?: ?[^\W\d]{1,6})?\s*"
_DASH = "[-–—]"
_DOSE = re.compile(rf"{_PART}(?:{_DASH}{_PART}){{2,3}}")
_CODES = {"sex": SEXES, "method": METHODS}
# Drawn by no font and needed by some: joiners, and what says where a word may break.
_SILENT = frozenset("\n\u00ad\u200b\u200c\u200d\u2060")


def ready(data: Mapping[str, object], language: str) -> dict[str, object]:
    """The data as JSON can carry it, with what the templates say (`words`; `english` beside it in other languages)."""
    made = {name: _value(value, language, name) for name, value in data.items()}
    _visit(made, language)
    made["unprintable"] = UNPRINTABLE in repr(made)
    made["language"] = known(language)
    made["words"] = labels(language)
    made["english"] = labels("en") if made["language"] != "en" else None
    return made


def say_day(day: date, language: str) -> str:
    """For example 22 Nov 2026, 22 नव॰ 2026."""
    code = "en_IN" if known(language) == "en" else known(language)
    return format_date(day, "d MMM y", locale=code)


def printable(text: str, longest: int = LONGEST_WORD) -> str:
    """The text with U+FFFD for what no font has, and with places to break in words that fit no line."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
        text = "".join(map(_letter, text))
    return _broken(text, longest)


def _broken(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return re.sub(rf"\S{{{longest + 1},}}", _breakable, text)


def _letter(char: str) -> str:
    if char in _SILENT:
        return char
    # Control and format characters draw nothing, and may turn the line round; \ufe0f says "as an emoji".
    if char == "\ufe0f" or unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    return char if ord(char) in letters() else UNPRINTABLE


def _breakable(match: re.Match[str]) -> str:
    """A place to break before every letter that does not sit on the one before."""
    out: list[str] = []
    for char in match[0]:
        joined = out and (
            unicodedata.category(char)[0] == "M" or out[-1] in ("\u200d", *_VIRAMAS) or char == "\u200d"
        )
        if out and not joined:
            out.append("\u200b")
        out.append(char)
    return "".join(out)


_VIRAMAS = ("\u094d", "\u0c4d", "\u0bcd")


def _value(value: object, language: str, key: str = "") -> object:
    if isinstance(value, datetime):
        return f"{say_day(value.date(), language)}, {value:%H:%M}"
    if isinstance(value, date):
        return say_day(value, language)
    if isinstance(value, str):
        said = coded(value, _CODES.get(key, frozenset()), language)
        return value if key == "qr_svg" else printable(said, LONGEST.get(key, LONGEST_WORD))
    if isinstance(value, Mapping):
        return {str(name): _value(one, language, str(name)) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_value(one, language, key) for one in value]
    return value


def _visit(made: dict[str, object], language: str) -> None:
    """What only some documents have: the age in words, the names of vitals, a prescription's lines."""
    patient = made["patient"]
    if isinstance(patient, dict):
        patient["age"] = _age(patient["age"], language)
        patient["sex"] = "" if patient["sex"] == "unknown" else patient["sex"]
    for vital in _each(made, "vitals"):
        vital["name"] = coded(str(vital["name"]), VITALS, language)
    for medicine in _each(made, "medicines"):
        medicine["parts"] = _parts(medicine["dose"])
        timing = str(medicine["timing"])
        medicine["timing_english"] = coded(timing, TIMINGS, "en")
        medicine["timing"] = coded(timing, TIMINGS, language)
        for key in ("name", "strength", "form", "dose", "timing"):
            medicine[key] = _broken(str(medicine[key]), LONGEST_OF_MEDICINE)


def _each(made: dict[str, object], key: str) -> list[dict[str, object]]:
    found = made.get(key, [])
    return found if isinstance(found, list) else []


def _age(age: object, language: str) -> str:
    match = _AGE.fullmatch(str(age))
    return label(_AGES[match[2]], language, n=match[1]) if match else str(age)


def _parts(dose: object) -> list[str]:
    """Morning, noon and night, or with the evening; [] for a dose in words."""
    text = str(dose).replace("\u200b", "")
    return [part.strip() for part in re.split(_DASH, text)] if _DOSE.fullmatch(text) else []

"""The lines of a prescription, as they are typed and as they are read.

A line keeps the texts that were typed, so that nothing is lost while it is unfinished; `problems` says what is missing
before it can be signed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from daybook.lib.text import clean_line

MOST_LINES = 30
LONGEST = {
    "medicine": 120,
    "strength": 40,
    "form": 30,
    "dose": 40,
    "timing": 20,
    "days": 4,
    "instructions": 300,
}

TIMINGS: dict[str, Any] = {
    "": _("any time"),
    "before_food": _("before food"),
    "after_food": _("after food"),
    "with_food": _("with food"),
    "empty_stomach": _("empty stomach"),
    "bedtime": _("at bedtime"),
    "when_needed": _("when needed"),
    "weekly": _("once a week"),
    "alternate_days": _("every other day"),
}
"""The codes are those of `lib.paper`, which says them in the patient's language."""

FORMS = (
    _("tablet"),
    _("capsule"),
    _("syrup"),
    _("suspension"),
    _("drops"),
    _("injection"),
    _("cream"),
    _("ointment"),
    _("gel"),
    _("inhaler"),
    _("nebuliser"),
    _("spray"),
    _("sachet"),
    _("lotion"),
    _("suppository"),
)
PART = r"(?:\d{1,2}(?:[.,]\d{1,2})?|\d?[½¼¾]|\d/\d)"
PATTERN = re.compile(rf"{PART}(?:-{PART}){{1,3}}")
# "5 ml", "2 puffs", "1 tab when needed": a dose in words has a number in it, or says how often.
IN_WORDS = re.compile(r".*(?:\d|[½¼¾]|[A-Za-z\u0900-\u0DFF]{3}).*")


@dataclass(frozen=True, slots=True)
class Line:
    """`dose`: morning-noon-night such as "1-0-1" (four numbers: evening before night), or words such as "5 ml twice".
    `timing`: a key of TIMINGS. `days`: digits; empty when it goes on. `instructions` in the patient's language.
    `despite`: the recorded allergies that the prescriber saw and went on with."""

    medicine: str
    strength: str = ""
    form: str = ""
    dose: str = ""
    timing: str = ""
    days: str = ""
    instructions: str = ""
    despite: tuple[str, ...] = field(default=())

    @property
    def whole_name(self) -> str:
        """ "Amlodipine 5 mg tablet"."""
        return " ".join(part for part in (self.medicine, self.strength, self.form) if part)

    @property
    def short(self) -> str:
        """For the story: "Amlodipine 5 mg 1-0-1"."""
        return " ".join(part for part in (self.medicine, self.strength, self.dose) if part)

    @property
    def timing_words(self) -> Any:
        return TIMINGS[self.timing] if self.timing else ""


def read_line(values: Mapping[str, Any]) -> Line:
    """Typed or kept values, cleaned and cut to their lengths."""
    texts = {name: clean_line(str(values.get(name) or ""))[:most] for name, most in LONGEST.items()}
    texts["dose"] = tidy_dose(texts["dose"])
    if texts["timing"] not in TIMINGS:
        texts["timing"] = ""
    despite = tuple(str(each)[:80] for each in values.get("despite") or ())[:10]
    return Line(**texts, despite=despite)


def tidy_dose(text: str) -> str:
    """ "1 - 0 – 1" and "1 0 1" are "1-0-1"; words stay as they are."""
    joined = re.sub(r"\s*[-–—]\s*", "-", text)
    spaced = re.sub(r"\s+", "-", joined)
    return spaced if PATTERN.fullmatch(spaced) else text


def is_pattern(dose: str) -> bool:
    return PATTERN.fullmatch(dose) is not None


def problems(line: Line) -> dict[str, str | Promise]:
    """field -> words; nothing when the line can be signed."""
    found: dict[str, str | Promise] = {}
    if not line.medicine:
        found["medicine"] = _("Name the medicine, or take the line out.")
    if not line.dose:
        found["dose"] = _("Say how much: 1-0-1, or words such as 5 ml twice a day.")
    elif not _dose_says_something(line.dose):
        found["dose"] = _("Write morning-noon-night, such as 1-0-1, or words such as 5 ml twice a day.")
    if line.days and not (line.days.isdigit() and 1 <= int(line.days) <= 366):
        found["days"] = _("Write a number of days, or nothing when it goes on.")
    return found


def _dose_says_something(dose: str) -> bool:
    if is_pattern(dose):
        return any(char not in "0-., " for char in dose)
    # Only figures and dashes, but no pattern: a slip of the finger.
    return IN_WORDS.fullmatch(dose) is not None and any(char.isalpha() for char in dose)


def to_plain(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """For JSON; what is empty is left out."""
    return [{name: value for name, value in asdict(line).items() if value} for line in lines]


def from_plain(values: Any) -> tuple[Line, ...]:
    """What `to_plain` made; keys that a later version added are left out."""
    return tuple(_from_plain(value) for value in values)


def _from_plain(value: Mapping[str, Any]) -> Line:
    texts = {name: str(value.get(name, "")) for name in LONGEST}
    return Line(**texts, despite=tuple(value.get("despite", ())))

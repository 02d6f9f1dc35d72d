"""A visit's note as a value: what is sealed as one JSON text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from daybook.lib.text import clean, clean_line

MOST_TEXT = 8000
MOST_DIAGNOSES = 20
TEXTS = ("complaint", "findings", "advice")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`code` of ICD-10, None for free text."""

    text: str
    code: str | None = None

    def __str__(self) -> str:
        return f"{self.code} · {self.text}" if self.code else self.text


@dataclass(frozen=True, slots=True)
class Note:
    """`vitals` as `records.vitals` keeps them. `unread`: vitals that were typed and cannot be read yet, as typed.
    `given`: what was given at the visit, such as immunizations, in words."""

    complaint: str = ""
    findings: str = ""
    advice: str = ""
    vitals: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] = ()
    given: tuple[str, ...] = ()
    follow_up_on: date | None = None

    def __bool__(self) -> bool:
        return bool(to_plain(self))

    @property
    def title(self) -> str:
        """What the visit was about, in a line: the diagnoses, or else the complaint's first words."""
        if self.diagnoses:
            return ", ".join(each.text for each in self.diagnoses)
        return first_words(self.complaint or self.findings or ", ".join(self.given), 70)


def first_words(text: str, most: int) -> str:
    """The beginning of a text, cut at a word."""
    line = clean_line(text)
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def cleaned(note: Note) -> Note:
    """As it is kept: texts cleaned, and cut where they are too long."""
    return Note(
        **{name: clean(getattr(note, name))[:MOST_TEXT] for name in TEXTS},
        vitals=dict(note.vitals),
        unread={name: clean_line(text)[:20] for name, text in note.unread.items()},
        diagnoses=tuple(
            Diagnosis(clean_line(each.text)[:200], each.code) for each in note.diagnoses if each.text.strip()
        )[:MOST_DIAGNOSES],
        given=note.given,
        follow_up_on=note.follow_up_on,
    )


def to_plain(note: Note) -> dict[str, Any]:
    """For JSON; what is empty is left out."""
    values: dict[str, Any] = {name: getattr(note, name) for name in TEXTS}
    values |= {
        "vitals": dict(note.vitals),
        "unread": dict(note.unread),
        "diagnoses": [
            {"text": each.text} | ({"code": each.code} if each.code else {}) for each in note.diagnoses
        ],
        "given": list(note.given),
        "follow_up_on": note.follow_up_on.isoformat() if note.follow_up_on else "",
    }
    return {name: value for name, value in values.items() if value}


def from_plain(values: Mapping[str, Any]) -> Note:
    """What `to_plain` made."""
    on = values.get("follow_up_on")
    return Note(
        **{name: values.get(name, "") for name in TEXTS},
        vitals=values.get("vitals", {}),
        unread=values.get("unread", {}),
        diagnoses=tuple(Diagnosis(each["text"], each.get("code")) for each in values.get("diagnoses", ())),
        given=tuple(values.get("given", ())),
        follow_up_on=date.fromisoformat(on) if on else None,
    )

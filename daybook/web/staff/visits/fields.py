"""The parts of the note's form that know more than a text: vitals, and lines of the prescription."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from daybook.lib.ids import uuid7
from daybook.records import vitals
from daybook.records.allergies import Hit, hits
from daybook.records.content import unread_problems
from daybook.records.lines import Line, problems
from daybook.records.note import Note


@dataclass(frozen=True, slots=True)
class VitalField:
    """`flag`: "high", "low" or "". `before`: the value of the visit before this one."""

    name: str
    label: Any
    unit: str
    value: str
    flag: str
    error: str
    before: str = ""


def vital_fields(note: Note, before: Note, *, grown_up: bool) -> list[VitalField]:
    bad = unread_problems(note)
    names = [(vitals.PRESSURE, vitals.PRESSURE_LABEL, "mmHg")]
    names += [(each.name, each.label, each.unit) for each in vitals.MEASURES]
    return [
        VitalField(
            name,
            label,
            unit,
            note.unread.get(name) or vitals.shown(note.vitals, name),
            vitals.flag(note.vitals, name) if grown_up else "",
            bad.get(name, ""),
            vitals.shown(before.vitals, name),
        )
        for name, label, unit in names
    ]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A row of the prescription's table. `hits`: recorded allergies that the medicine touches, acknowledged or not."""

    key: str
    line: Line
    hits: list[Hit] = field(default_factory=list)
    errors: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> Iterable[tuple[str, str]]:
        return ((name, getattr(self.line, name)) for name in ("medicine", "strength", "form"))


def line_rows(lines: Iterable[Line], allergies: str, keys: Iterable[str] = ()) -> list[LineRow]:
    """`keys`: what the page called the rows, when it sent them."""
    called = list(keys)
    rows = []
    for place, line in enumerate(lines):
        key = called[place] if place < len(called) else uuid7().hex[-8:]
        rows.append(LineRow(key, line, hits(allergies, line.medicine), slips(line)))
    return rows


def slips(line: Line) -> dict[str, Any]:
    """What is typed wrong; what is not typed yet is nobody's mistake before signing."""
    return {name: words for name, words in problems(line).items() if getattr(line, name)}

"""What two versions of a visit's note differ in, in words; and what keeps one from being signed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybook.records import vitals
from daybook.records.allergies import unacknowledged
from daybook.records.lines import Line, problems
from daybook.records.note import Note
from daybook.records.refusals import NotReady
from daybook.records.sealed import Content
from daybook.tenancy.versions import Difference

LABELS: dict[str, Any] = {
    "vitals": gettext_lazy("Vitals"),
    "complaint": gettext_lazy("Complaint"),
    "findings": gettext_lazy("Findings"),
    "diagnoses": gettext_lazy("Diagnosis"),
    "lines": gettext_lazy("Prescription"),
    "advice": gettext_lazy("Advice"),
    "follow_up_on": gettext_lazy("Review"),
}


def differences(saved: Content, asked: Content) -> list[Difference]:
    """Every part of the note in which the two are not the same, said in words."""
    found = []
    for name, label in LABELS.items():
        before, after = said(saved, name), said(asked, name)
        if before != after:
            found.append(Difference(name, label, before, after))
    return found


def said(content: Content, name: str) -> str:
    """One part of the note in words; empty when there is nothing."""
    note = content.note
    match name:
        case "vitals":
            return ", ".join(_vitals(note))
        case "lines":
            return "\n".join(line_in_words(line) for line in content.lines)
        case "diagnoses":
            return "\n".join(str(each) for each in note.diagnoses)
        case "follow_up_on":
            return date_format(note.follow_up_on, "D j F Y") if note.follow_up_on else ""
        case _:
            return str(getattr(note, name))


def _vitals(note: Note) -> Iterator[str]:
    names = [(vitals.PRESSURE, vitals.PRESSURE_LABEL, "")]
    names += [(each.name, each.label, each.unit) for each in vitals.MEASURES]
    for name, label, unit in names:
        shown = note.unread.get(name) or vitals.shown(note.vitals, name)
        if shown:
            yield f"{label} {shown} {unit}".rstrip()


def line_in_words(line: Line) -> str:
    days = _("%(days)s days") % {"days": line.days} if line.days else ""
    parts = (line.whole_name, line.dose, str(line.timing_words), days, line.instructions)
    return ", ".join(part for part in parts if part)


def check_ready(content: Content, allergies: str) -> None:
    """Raises NotReady with every reason at once. `allergies`: what the patient's file records now."""
    found: dict[str, str | Promise] = dict(unread_problems(content.note))
    for place, line in enumerate(content.lines):
        found |= {f"{field}-{place}": words for field, words in problems(line).items()}
    for place in unacknowledged(allergies, content.lines):
        found[f"despite-{place}"] = gettext_lazy(
            "The patient is allergic. Tick that it is prescribed all the same, or take it out."
        )
    if not _says_something(content):
        found["complaint"] = gettext_lazy("There is nothing to sign yet.")
    if found:
        raise NotReady(found)


def _says_something(content: Content) -> bool:
    """More than a height, which the form fills in by itself."""
    vitals_taken = {name: value for name, value in content.note.vitals.items() if name != "height_mm"}
    return bool(replace(content, note=replace(content.note, vitals=vitals_taken)))


def unread_problems(note: Note) -> dict[str, str]:
    """vital -> why it cannot be read."""
    found = {}
    for name, text in note.unread.items():
        try:
            vitals.read(name, text)
        except vitals.BadVital as bad:
            found[name] = str(bad.message)
    return found

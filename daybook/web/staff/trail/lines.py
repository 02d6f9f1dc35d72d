"""Entries of the trail as lines: one sentence each, under the day on which it happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from daybook.audit.details import read_details
from daybook.audit.models import Entry
from daybook.clinics.names import names_of as names_of_things
from daybook.lib.zones import zone
from daybook.patients.queries import names_of
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.trail.details import Fact, facts, ids_in
from daybook.web.staff.trail.words import Kind, sentence


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    sentence: SafeString
    kind: Kind
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    lines: list[Line]


def days(request: StaffRequest, entries: Iterable[Entry]) -> list[Day]:
    """The entries in their order, by the clinic's days. Names are the present ones."""
    found = list(entries)
    place, base = zone(request.clinic.time_zone), f"/c/{request.tenant.slug}/"
    told = {entry.id: read_details(entry) for entry in found}
    patients = names_of(entry.patient_id for entry in found if entry.patient_id)
    things = names_of_things(
        {each for details in told.values() for each in ids_in(details)}
        | set(ids_in([e.subject_id for e in found]))
    )
    lines = [
        Line(
            entry.at.astimezone(place).replace(tzinfo=None),
            in_words(entry, patients, things, base),
            sentence(entry.verb).kind,
            facts(told[entry.id], things, place),
        )
        for entry in found
    ]
    return [Day(on, list(group)) for on, group in groupby(lines, key=lambda line: line.at.date())]


def in_words(entry: Entry, patients: Mapping[UUID, str], things: Mapping[UUID, str], base: str) -> SafeString:
    text = escape(str(sentence(entry.verb).text))
    parts = {
        "who": format_html("<b>{}</b>", entry.actor_label),
        "patient": _patient(entry.patient_id, patients, base),
        "thing": format_html("<b>{}</b>", _thing(entry.subject_id, things)),
    }
    return mark_safe(text % parts)  # noqa: S308 - every part and the text were escaped


def _patient(patient_id: UUID | None, patients: Mapping[UUID, str], base: str) -> Any:
    if patient_id is None:
        return _("nobody")
    if patient_id not in patients:
        return _("a patient whose file was erased")
    return format_html('<a href="{}patients/{}/">{}</a>', base, patient_id, patients[patient_id])


def _thing(subject_id: str, things: Mapping[UUID, str]) -> str:
    return next((things[each] for each in ids_in(subject_id) if each in things), _("that is gone"))

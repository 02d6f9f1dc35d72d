"""What the page of a file shows, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission
from daybook.booking.models import Appointment
from daybook.booking.queries import patient_appointments
from daybook.lib import clock
from daybook.lib.phones import format_phone
from daybook.lib.zones import zone
from daybook.merging.queries import standing
from daybook.patients.births import Birth, Precision, age_in_words
from daybook.patients.file import File
from daybook.patients.models import Patient
from daybook.records.queries import latest
from daybook.web.staff.bills.cards import bills_of_file
from daybook.web.staff.consents.shown import consents_context
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.patients.lines import lines, today_of, who
from daybook.web.staff.visits.story import SHOWN_SINGLY, story_context

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Number:
    """A phone to read and to dial."""

    shown: str
    dial: str


def number(request: StaffRequest, e164: str) -> Number | None:
    return Number(format_phone(e164, request.clinic.country), e164) if e164 else None


def file_context(request: StaffRequest, file: File) -> dict[str, Any]:
    patient, today = file.patient, today_of(request)
    return {
        "patient": patient,
        "file": file,
        "who": who(age_in_words(file.birth, today), patient.sex),
        "born": born_in_words(file.birth),
        "language": language_name(patient.language),
        "phones": [number(request, each) for each in file.phones],
        "emergency_phone": number(request, patient.emergency_phone),
        "guardian_phone": number(request, patient.guardian_phone),
        "family": lines(request, file.family),
        "may_edit": request.may(Permission.EDIT_PATIENTS),
        "may_book": request.may(Permission.BOOK),
        "may_audit": request.may(Permission.AUDIT),
        **_story(request, file),
        "bills": bills_of_file(request, patient.id),
        **_appointments(request, file),
        **consents_context(request, patient),
        **_merges(request, patient),
    }


def _merges(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    """Which files are a part of this one: everybody is told, who may merge can take it back."""
    place = zone(request.clinic.time_zone)
    merges = [
        {"row": row, "at": row.merged_at.astimezone(place).replace(tzinfo=None)}
        for row in standing(patient.id)
    ]
    return {"merges": merges, "may_merge": request.may(Permission.MERGE)}


def _story(request: StaffRequest, file: File) -> dict[str, Any]:
    """What was found and done, for who may read it; to the others there is no such part."""
    if not request.may(Permission.CLINICAL):
        return {}
    told = latest(file.patient.id, singly=SHOWN_SINGLY)
    return {"may_read": True, **story_context(told, request.tenant.slug, file.patient.id)}


def born_in_words(birth: Birth | None) -> str:
    if birth is None:
        return ""
    if birth.precision == Precision.DAY:
        return date_format(birth.on, "j F Y")
    if birth.precision == Precision.MONTH:
        return date_format(birth.on, "F Y")
    return _("about %(year)d") % {"year": birth.on.year}


def language_name(code: str) -> str:
    """In its own script: "te" is తెలుగు. A code that nobody knows is shown as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name() or code
    except (ValueError, UnknownLocaleError):
        return code


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment as a line of the file. `at` is the branch's wall clock, without a zone: a template would turn a
    moment with one into UTC."""

    row: Appointment
    at: datetime
    url: str
    state: str


_GLYPHS: dict[str, str] = {
    Appointment.Status.BOOKED: "booked",
    Appointment.Status.ARRIVED: "arrived",
    Appointment.Status.IN_CONSULTATION: "inroom",
    Appointment.Status.DONE: "done",
    Appointment.Status.NO_SHOW: "noshow",
    Appointment.Status.CANCELLED: "noshow",
}


def _appointments(request: StaffRequest, file: File) -> dict[str, Any]:
    """Coming ones in the order in which they come, past ones the last first."""
    if not request.may(Permission.SEE_BOOK):
        return {}
    now, base = clock.now(), f"/c/{request.tenant.slug}/appointments/"
    rows = patient_appointments(file.patient.id)
    visits = [
        Visit(row, _wall_clock(row), f"{base}{row.id}/", _GLYPHS[row.status])
        for row in rows
        if row.status in _GLYPHS
    ]
    coming = sorted((each for each in visits if each.row.ends_at > now), key=lambda each: each.at)
    past = sorted(
        (each for each in visits if each.row.ends_at <= now), key=lambda each: each.at, reverse=True
    )
    return {"coming": coming, "past": past[:SHOWN], "more_past": len(past) > SHOWN}


def _wall_clock(row: Appointment) -> datetime:
    return row.starts_at.astimezone(zone(row.branch.time_zone)).replace(tzinfo=None)

"""The book of a branch for a day, a week or a month, read as plain values: the page that is opened most of all."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from daybook.booking.models import TAKING, Appointment
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.zones import day_bounds, zone
from daybook.tenancy.reads import read


class Line(NamedTuple):
    """One appointment, or a hold, which has no patient. `patient` and `service` are names, `id` is a UUID's text,
    `since` is when who has arrived came, and when who is in consultation went in. The last three are when the patient
    came, went in and was done, as far as it was marked."""

    id: str
    practitioner_id: UUID
    starts_at: datetime
    ends_at: datetime
    busy_from: datetime
    busy_until: datetime
    status: str
    lane: int
    overbook_reason: str
    since: datetime | None
    version: int
    patient: str | None
    born_on: date | None
    born_precision: str | None
    service: str | None
    colour: str | None
    arrived_at: datetime | None = None
    consulted_at: datetime | None = None
    done_at: datetime | None = None


# A clinic's services are few: read together once, not by key for each appointment.
_LINES = """
WITH services AS MATERIALIZED (SELECT id, name, colour FROM clinics_service WHERE clinic_id = %(clinic)s)
SELECT a.id::text, a.practitioner_id, a.starts_at, a.ends_at, a.busy_from, a.busy_until, a.status, a.lane,
    a.overbook_reason, CASE a.status WHEN 'arrived' THEN a.arrived_at WHEN 'in_consultation' THEN a.consulted_at END,
    a.version,
    p.name, p.born_on, p.born_precision, s.name, s.colour, a.arrived_at, a.consulted_at, a.done_at
FROM booking_appointment a
LEFT JOIN patients_patient p ON p.clinic_id = %(clinic)s AND p.id = a.patient_id
LEFT JOIN services s ON s.id = a.service_id
WHERE a.clinic_id = %(clinic)s AND {whose} AND a.starts_at >= %(start)s AND a.starts_at < %(end)s
    AND a.status = ANY(%(shown)s) AND (a.status <> 'held' OR a.held_until > %(now)s)
ORDER BY a.starts_at, a.lane
"""
_SHOWN = [*TAKING, Appointment.Status.NO_SHOW.value]
_EVERYONE = _LINES.format(whose="a.branch_id = %(branch)s")
_ONE = _LINES.format(whose="a.branch_id = %(branch)s AND a.practitioner_id = %(who)s")
_WHEREVER = _LINES.format(whose="a.practitioner_id = %(who)s")


def day_book(branch: Branch, day: date) -> list[Line]:
    """Everything that the day view of a branch draws, in one query: no cancelled ones, no run-out holds."""
    return book_between(branch, day, day)


def book_between(branch: Branch, first: date, last: date, practitioner_id: UUID | None = None) -> list[Line]:
    """The same from `first` to `last`, both included: of everyone, or of one practitioner."""
    place = zone(branch.time_zone)
    about = {"branch": branch.id, "start": day_bounds(first, place)[0], "end": day_bounds(last, place)[1]}
    about |= {"shown": _SHOWN, "now": clock.now()}
    rows = read(_EVERYONE, **about) if practitioner_id is None else read(_ONE, **about, who=practitioner_id)
    return [Line._make(row) for row in rows]


def own_book(practitioner_id: UUID, start: datetime, end: datetime) -> list[Line]:
    """A practitioner's appointments between two moments, at whichever branch."""
    about = {"start": start, "end": end, "shown": _SHOWN, "now": clock.now()}
    return [Line._make(row) for row in read(_WHEREVER, **about, who=practitioner_id)]

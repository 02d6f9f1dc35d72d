"""A day on paper: who comes when, with what a desk needs to find the file."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from daybook.booking.models import TAKING
from daybook.clinics.models import Branch
from daybook.lib.zones import day_bounds, zone
from daybook.tenancy.reads import read


class SheetLine(NamedTuple):
    """One appointment. `phone` is "" unless phones were asked for; E.164."""

    practitioner_id: UUID
    starts_at: datetime
    status: str
    patient: str
    born_on: date | None
    born_precision: str | None
    file_number: int
    phone: str
    service: str


_SHEET = """
SELECT a.practitioner_id, a.starts_at, a.status, p.name, p.born_on, p.born_precision, p.file_number,
    coalesce((SELECT t.number FROM patients_phone t
        WHERE %(phones)s AND t.clinic_id = %(clinic)s AND t.patient_id = p.id ORDER BY t.position LIMIT 1), ''),
    coalesce(s.name, '')
FROM booking_appointment a
JOIN patients_patient p ON p.clinic_id = %(clinic)s AND p.id = a.patient_id
LEFT JOIN clinics_service s ON s.clinic_id = %(clinic)s AND s.id = a.service_id
WHERE a.clinic_id = %(clinic)s AND a.branch_id = %(branch)s AND a.starts_at >= %(start)s AND a.starts_at < %(end)s
    AND a.status = ANY(%(shown)s)
ORDER BY a.starts_at, a.lane
"""
_SHOWN = [*(state for state in TAKING if state != "held"), "no_show"]


def sheet_of(branch: Branch, day: date, *, phones: bool = False) -> list[SheetLine]:
    """Everybody who is or was expected at the branch on a day, in the order of their times; no holds."""
    start, end = day_bounds(day, zone(branch.time_zone))
    rows = read(_SHEET, branch=branch.id, start=start, end=end, shown=_SHOWN, phones=phones)
    return [SheetLine._make(row) for row in rows]

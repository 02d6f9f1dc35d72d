"""What is booked at times that are no longer worked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from daybook.booking.models import Appointment
from daybook.booking.queries import on_holidays, outside_hours
from daybook.clinics.models import Branch, Practitioner
from daybook.lib.zones import clock_text, zone
from daybook.scheduling.models import Holiday
from daybook.web.staff.entry import StaffRequest


@dataclass(frozen=True, slots=True)
class Affected:
    """An appointment to look at: where it is opened, and when and whose it is, in words."""

    url: str
    words: str


def affected(request: StaffRequest, practitioner: Practitioner) -> list[Affected]:
    """The practitioner's coming appointments that lie outside their hours, on leave or on a holiday."""
    return [_affected(request, row) for row in outside_hours(practitioner)]


def on_closed_days(
    request: StaffRequest, holidays: Sequence[Holiday], branches: Iterable[Branch]
) -> list[Affected]:
    """Everyone's coming appointments on these holidays."""
    return [_affected(request, row, row.practitioner.name) for row in on_holidays(holidays, branches)]


def _affected(request: StaffRequest, row: Appointment, *more: str) -> Affected:
    local = row.starts_at.astimezone(zone(row.branch.time_zone))
    when = f"{date_format(local, 'D j M')} {clock_text(local)}"
    words = [when, row.patient.name if row.patient else "", *more]
    return Affected(f"/c/{request.tenant.slug}/appointments/{row.id}/", " · ".join(words))

"""What is booked at times that are no longer worked."""

from dataclasses import dataclass

from django.utils.formats import date_format

from daybook.booking.queries import outside_hours
from daybook.clinics.models import Practitioner
from daybook.lib.zones import clock_text, zone
from daybook.web.staff.entry import StaffRequest


@dataclass(frozen=True, slots=True)
class Affected:
    """An appointment to look at: where it is opened, and when and whose it is, in words."""

    url: str
    words: str


def affected(request: StaffRequest, practitioner: Practitioner) -> list[Affected]:
    """The practitioner's coming appointments that lie outside their hours, on leave or on a holiday."""
    found = []
    for row in outside_hours(practitioner):
        local = row.starts_at.astimezone(zone(row.branch.time_zone))
        name = row.patient.name if row.patient else ""
        words = f"{date_format(local, 'D j M')} {clock_text(local)} · {name}"
        found.append(Affected(f"/c/{request.tenant.slug}/appointments/{row.id}/", words))
    return found

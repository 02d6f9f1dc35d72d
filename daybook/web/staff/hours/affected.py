"""What is booked at times that are no longer worked."""

from dataclasses import dataclass

from daybook.clinics.models import Practitioner


@dataclass(frozen=True, slots=True)
class Affected:
    """An appointment to look at: where it is opened, and when it is, in words."""

    url: str
    words: str


def affected(practitioner: Practitioner) -> list[Affected]:
    """The practitioner's coming appointments that lie outside their hours, on leave or on a holiday.

    The one place where these pages ask the book (`appointments_outside_hours`); nothing until it can tell.
    """
    return []

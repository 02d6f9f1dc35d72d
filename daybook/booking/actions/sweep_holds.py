"""Tidy up: holds that ran out. Nothing depends on it, because free times and bookings ignore them anyway."""

from daybook.booking.models import Appointment
from daybook.lib import clock


def sweep_holds() -> int:
    """Mark the clinic's run-out holds as expired; returns how many."""
    return Appointment.objects.filter(status=Appointment.Status.HELD, held_until__lte=clock.now()).update(
        status=Appointment.Status.EXPIRED
    )

"""Tidy up: holds that ran out. Free times and bookings ignore them anyway; an open day view learns of it here."""

from django.db import transaction

from daybook.booking.models import Appointment
from daybook.booking.versions import bump, day_of
from daybook.lib import clock


def sweep_holds() -> int:
    """Mark the clinic's run-out holds as expired; returns how many. A booking that is just taking one is let be."""
    with transaction.atomic():
        overdue = list(
            Appointment.objects.filter(status=Appointment.Status.HELD, held_until__lte=clock.now())
            .select_related("branch")
            .select_for_update(skip_locked=True, of=("self",))
        )
        Appointment.objects.filter(id__in=[row.id for row in overdue]).update(
            status=Appointment.Status.EXPIRED
        )
        bump(*(day_of(row.branch, row.starts_at) for row in overdue))
    return len(overdue)

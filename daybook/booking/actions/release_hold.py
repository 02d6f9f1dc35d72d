"""Give a held time back."""

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.booking.models import Appointment
from daybook.booking.versions import bump, day_of


def release_hold(*, actor: Actor, hold: Appointment) -> None:
    """Does nothing when the hold has run out or become an appointment already."""
    require(actor, Permission.BOOK)
    with transaction.atomic():
        released = Appointment.objects.filter(id=hold.id, status=Appointment.Status.HELD).update(
            status=Appointment.Status.EXPIRED
        )
        if released:
            bump(day_of(hold.branch, hold.starts_at))

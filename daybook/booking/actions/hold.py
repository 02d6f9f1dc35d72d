"""Keep a time for someone who is still deciding."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.booking.claim import check_claim, claim
from daybook.booking.models import Appointment
from daybook.booking.queries import row_by_id
from daybook.booking.refusals import Taken
from daybook.booking.versions import bump, day_of
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib import clock

HOLD_MINUTES = 5


def hold(
    *,
    actor: Actor,
    appointment_id: UUID,
    practitioner: Practitioner,
    branch: Branch,
    service: Service,
    starts_at: datetime,
    minutes: int = HOLD_MINUTES,
) -> Appointment:
    """Take the time for `minutes`; nobody else can book it until then. Raises as `book` does."""
    require(actor, Permission.BOOK)
    with transaction.atomic():
        earlier = row_by_id(appointment_id)
        if earlier is not None:
            return earlier
        wanted = check_claim(actor, practitioner, branch, service, starts_at, None, "")
        until = clock.now() + timedelta(minutes=minutes)
        row = wanted.row(id=appointment_id, status=Appointment.Status.HELD, held_until=until)
        try:
            claim(row)
        except Taken:
            twin = Appointment.objects.filter(id=appointment_id).first()  # the same form, sent twice at once
            if twin is not None:
                return twin
            raise
        bump(day_of(branch, starts_at))
    return row

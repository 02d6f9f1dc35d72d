"""Reminders of appointments that were booked while the clinic sent none."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from daybook.booking import notices
from daybook.booking.models import Appointment
from daybook.lib import clock
from daybook.messaging.models import Message, Purpose

AT_ONCE = 100
"""Appointments of one go: its rows are locked for as long as it takes."""
M = Message.State


def remind_standing(after: UUID | None) -> UUID | None:
    """Write reminders for some of what is still to come, by id from `after` on; gives the last id, None at the end.

    One that has a reminder gets no second one, and what is to be reminded of already is too late. Whoever moves or
    cancels one of these waits until it is done, and then takes the reminder back.
    """
    reminded = Message.objects.filter(
        appointment_id=OuterRef("pk"),
        purpose=Purpose.REMINDER,
        state__in=[M.QUEUED, M.SENDING, M.SENT, M.UNKNOWN, M.FAILED],
        not_after=OuterRef("starts_at"),
    )
    coming = Appointment.objects.filter(
        ~Exists(reminded),
        status=Appointment.Status.BOOKED,
        starts_at__gt=clock.now(),
        import_batch_id=None,
    ).exclude(patient__email="")
    if after is not None:
        coming = coming.filter(id__gt=after)
    with transaction.atomic():
        joined = coming.select_related("patient", "practitioner", "service", "branch")
        rows = list(joined.select_for_update(of=("self",)).order_by("id")[:AT_ONCE])
        for row in rows:
            if row.patient is not None:
                notices.agreed(row, row.patient)
    return rows[-1].id if len(rows) == AT_ONCE else None

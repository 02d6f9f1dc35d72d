"""A slip of the hand: who was marked as in, seen or gone is in the line again, at their old place."""

from django.db import transaction

from daybook.accounts.permissions import require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.actions.mark import mark
from daybook.booking.models import QueueEntry
from daybook.booking.queue_steps import BRING_BACK, check, take
from daybook.booking.transitions import RETURN
from daybook.booking.versions import bump


def bring_back(*, actor: Actor, entry: QueueEntry, version: int) -> QueueEntry:
    """With the token and the waiting time they had.

    Raises NotPermitted, Stale, Taken (the time of their appointment was given away) or BookingRefused ("state").
    """
    require(actor, BRING_BACK.permission)
    check(entry, version, BRING_BACK)
    row = entry.appointment
    if row is not None:
        mark(actor=actor, appointment=row, version=row.version, transition=RETURN)
        entry.refresh_from_db(fields=["state", "ended_at", "reason", "version"])
        return entry
    with transaction.atomic():
        take(entry, version, BRING_BACK)
        record(
            actor, "queue.brought_back", on=entry, patient=entry.patient_id, details={"token": entry.token}
        )
        bump(entry.day)
    return entry

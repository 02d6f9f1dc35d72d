"""A slip of the hand: who was marked as in, seen or gone is in the line again, at their old place."""

from django.db import transaction

from daybook.accounts.permissions import require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.actions.mark import mark
from daybook.booking.models import Appointment, QueueEntry
from daybook.booking.queries_queue import entry as entry_by_id
from daybook.booking.queue_steps import BRING_BACK, KEEP_PLACE, check, stale, take
from daybook.booking.transitions import ARRIVE, REOPEN
from daybook.booking.versions import bump


def bring_back(*, actor: Actor, entry: QueueEntry, version: int) -> QueueEntry:
    """With the token and the waiting time they had.

    Raises NotPermitted, Stale, Taken (the time of their appointment was given away) or BookingRefused ("state").
    """
    require(actor, BRING_BACK.permission)
    check(entry, version, BRING_BACK)
    with transaction.atomic():
        if entry.appointment is not None:
            return _arrived_again(actor, entry, entry.appointment)
        take(entry, version, BRING_BACK)
        record(
            actor, "queue.brought_back", on=entry, patient=entry.patient_id, details={"token": entry.token}
        )
        bump(entry.day)
    return entry


def _arrived_again(actor: Actor, entry: QueueEntry, row: Appointment) -> QueueEntry:
    """The appointment is opened and marked as arrived once more; the token is the same."""
    for transition in (REOPEN, ARRIVE):
        mark(actor=actor, appointment=row, version=row.version, transition=transition)
    found = entry_by_id(entry.id)
    if found is None or found.state != BRING_BACK.target:
        raise stale()
    take(found, found.version, KEEP_PLACE, arrived_at=entry.arrived_at, queued_at=entry.queued_at)
    return found

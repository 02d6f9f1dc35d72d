"""Who was called and did not come goes to the end of the line."""

from django.db import transaction

from daybook.accounts.permissions import require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.models import QueueEntry
from daybook.booking.queue_steps import PUT_BACK, check, take
from daybook.booking.versions import bump


def put_back(*, actor: Actor, entry: QueueEntry, version: int) -> QueueEntry:
    """They keep their token, and wait since they arrived. Raises NotPermitted, Stale or BookingRefused ("state")."""
    require(actor, PUT_BACK.permission)
    check(entry, version, PUT_BACK)
    with transaction.atomic():
        take(entry, version, PUT_BACK)
        record(actor, "queue.put_back", on=entry, patient=entry.patient_id, details={"token": entry.token})
        bump(entry.day)
    return entry

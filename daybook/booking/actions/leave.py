"""A patient goes without having been seen."""

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.actions.mark import mark
from daybook.booking.models import QueueEntry
from daybook.booking.queue_steps import LEAVE, check, take
from daybook.booking.transitions import CANCEL
from daybook.booking.versions import bump


def leave(*, actor: Actor, entry: QueueEntry, version: int, reason: str = "") -> QueueEntry:
    """Out of the line. An appointment is cancelled with it, so that its time is free again.

    Raises NotPermitted, Stale or BookingRefused ("state").
    """
    require(actor, LEAVE.permission)
    check(entry, version, LEAVE)
    reason = reason or _("Left without being seen")
    row = entry.appointment
    if row is not None:
        mark(actor=actor, appointment=row, version=row.version, transition=CANCEL, reason=reason)
        entry.refresh_from_db(fields=["state", "ended_at", "reason", "version"])
        return entry
    with transaction.atomic():
        take(entry, version, LEAVE, reason=reason)
        record(actor, "queue.left", on=entry, patient=entry.patient_id, details={"reason": reason})
        bump(entry.day)
    return entry

"""The patient goes in."""

from daybook.accounts.permissions import require
from daybook.audit.actor import Actor
from daybook.booking import queue_steps, transitions
from daybook.booking.consultation import advance
from daybook.booking.models import Appointment, QueueEntry


def start_consultation(
    *,
    actor: Actor,
    entry: QueueEntry | None = None,
    appointment: Appointment | None = None,
    version: int | None = None,
) -> QueueEntry:
    """Of a token (`version`: as it was shown), or of an appointment whose patient is sent straight in and gets one now.
    Who is in already stays in.

    Raises NotPermitted, Stale or BookingRefused ("state").
    """
    require(actor, queue_steps.START.permission)
    found = advance(
        actor,
        queue_steps.START,
        transitions.START,
        entry=entry,
        appointment=appointment,
        version=version,
    )
    if found is None:  # whoever goes in has a token; somebody took it away at this moment
        raise queue_steps.stale()
    return found

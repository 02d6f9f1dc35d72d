"""The patient has been seen."""

from daybook.accounts.permissions import require
from daybook.audit.actor import Actor
from daybook.booking import queue_steps, transitions
from daybook.booking.consultation import advance
from daybook.booking.models import Appointment, QueueEntry


def finish_consultation(
    *,
    actor: Actor,
    entry: QueueEntry | None = None,
    appointment: Appointment | None = None,
    version: int | None = None,
) -> QueueEntry | None:
    """Of a token (`version`: as it was shown) or of an appointment; None when that never had one. Who is done stays so.

    Raises NotPermitted, Stale or BookingRefused ("state").
    """
    require(actor, queue_steps.FINISH.permission)
    return advance(
        actor,
        queue_steps.FINISH,
        transitions.FINISH,
        entry=entry,
        appointment=appointment,
        version=version,
    )

"""One step of who is in the queue, with an appointment or without: their appointment takes the same step, and the entry
follows it; who walked in has the entry alone."""

from django.db import transaction

from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.actions.mark import mark
from daybook.booking.models import Appointment, QueueEntry
from daybook.booking.queries_queue import entry as entry_by_id
from daybook.booking.queries_queue import entry_of
from daybook.booking.queue_steps import Step, check, take
from daybook.booking.transitions import Transition
from daybook.booking.versions import bump


def advance(
    actor: Actor,
    step: Step,
    transition: Transition,
    *,
    entry: QueueEntry | None,
    appointment: Appointment | None,
    version: int | None,
) -> QueueEntry | None:
    """The entry as it is afterwards; None for an appointment that has none. Once more does nothing.

    Raises NotPermitted, Stale or BookingRefused ("state").
    """
    row = entry.appointment if entry is not None else appointment
    if entry is None and row is not None:
        entry = entry_of(row.id)
    if entry is not None:
        if entry.state == step.target:
            return entry
        check(entry, version or entry.version, step)
    if row is not None:
        mark(actor=actor, appointment=row, version=row.version, transition=transition)
        found = entry_of(row.id)
        return found and entry_by_id(found.id)
    if entry is not None:
        _walk_in(actor, entry, version or entry.version, step)
    return entry


def _walk_in(actor: Actor, entry: QueueEntry, version: int, step: Step) -> None:
    with transaction.atomic():
        take(entry, version, step)
        details = {"token": entry.token}
        record(actor, f"queue.{step.verb}", on=entry, patient=entry.patient_id, details=details)
        bump(entry.day)

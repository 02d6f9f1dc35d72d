"""Call a patient in: the one who was chosen, or whoever is next."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.models import QueueEntry
from daybook.booking.queries_queue import entry as entry_by_id
from daybook.booking.queries_queue import next_waiting
from daybook.booking.queue_steps import CALL, check, stale, take
from daybook.booking.refusals import BookingRefused
from daybook.booking.versions import bump
from daybook.clinics.models import Branch, Practitioner


def call(*, actor: Actor, entry: QueueEntry, version: int) -> QueueEntry:
    """Whoever waits, also out of turn; who was called and did not hear it can be called again.

    Raises NotPermitted, Stale or BookingRefused ("state").
    """
    require(actor, CALL.permission)
    check(entry, version, CALL)
    with transaction.atomic():
        take(entry, version, CALL)
        record(actor, "queue.called", on=entry, patient=entry.patient_id, details={"token": entry.token})
        bump(entry.day)
    return entry


def call_next(
    *,
    actor: Actor,
    practitioner: Practitioner,
    day: date,
    branch: Branch | None = None,
    expecting: UUID | None = None,
) -> QueueEntry:
    """Whoever has been in the line longest; at one branch, or wherever they are. `expecting`: who was shown as next.
    Two people who press at once call one patient then, and the second of them is told.

    Raises NotPermitted, Stale or BookingRefused ("nobody").
    """
    require(actor, Permission.CHECK_IN)
    line = next_waiting(practitioner, day, branch)
    if line is None:
        raise BookingRefused(_("Nobody waits for %(who)s.") % {"who": practitioner.name}, code="nobody")
    found = entry_by_id(UUID(line.id))
    if found is None or (expecting is not None and found.id != expecting):
        raise stale()
    return call(actor=actor, entry=found, version=line.version)

"""A practitioner begins to see a patient, or comes back to a visit that is open."""

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.actions.start_consultation import start_consultation
from daybook.booking.models import Appointment, QueueEntry
from daybook.booking.queries_queue import entry_of
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.records.models import Visit
from daybook.records.queries import visit_of
from daybook.records.refusals import RecordsRefused
from daybook.tenancy.writes import insert_unless_conflict

A, Q = Appointment.Status, QueueEntry.State
NEVER = frozenset({A.HELD, A.EXPIRED, A.CANCELLED, A.NO_SHOW})
GOES_IN = frozenset({A.BOOKED, A.ARRIVED})
LINE_GOES_IN = frozenset({Q.WAITING, Q.CALLED})


def open_visit(
    *, actor: Actor, appointment: Appointment | None = None, entry: QueueEntry | None = None
) -> Visit:
    """The visit of an appointment or of a token; the first time the consultation starts. Once more changes nothing.

    Raises NotPermitted, RecordsRefused ("state", "early") or what starting a consultation raises.
    """
    require(actor, Permission.CONSULT)
    if entry is not None and entry.appointment is not None:
        appointment = entry.appointment
    with transaction.atomic():
        found = visit_of(
            appointment_id=appointment.id if appointment else None,
            entry_id=entry.id if entry else None,
        )
        if found is not None:
            return found
        if appointment is not None:
            return _of_appointment(actor, appointment)
        if entry is None:
            raise ValueError("a visit is of an appointment or of a token")
        return _of_entry(actor, entry)


def _of_appointment(actor: Actor, row: Appointment) -> Visit:
    if row.status in NEVER or row.patient_id is None:
        raise RecordsRefused(
            _("This appointment is not on. Bring it back first, then open the visit."), code="state"
        )
    place = zone(row.branch.time_zone)
    if local_day(row.starts_at, place) > local_day(clock.now(), place):
        raise RecordsRefused(_("This appointment is on a later day. Move it to today first."), code="early")
    if row.status in GOES_IN and row.import_batch_id is None:
        start_consultation(actor=actor, appointment=row)
    entry = entry_of(row.id)
    return _write(
        actor,
        Visit(
            patient_id=row.patient_id,
            practitioner_id=row.practitioner_id,
            branch_id=row.branch_id,
            appointment_id=row.id,
            entry_id=entry.id if entry else None,
        ),
    )


def _of_entry(actor: Actor, entry: QueueEntry) -> Visit:
    if entry.state in LINE_GOES_IN:
        entry = start_consultation(actor=actor, entry=entry)
    elif entry.state not in (Q.WITH_PRACTITIONER, Q.DONE):
        raise RecordsRefused(
            _("This patient is not in the queue any more. Check them in again."), code="state"
        )
    return _write(
        actor,
        Visit(
            patient_id=entry.patient_id,
            practitioner_id=entry.practitioner_id,
            branch_id=entry.branch_id,
            entry_id=entry.id,
        ),
    )


def _write(actor: Actor, visit: Visit) -> Visit:
    visit.started_at = clock.now()
    if insert_unless_conflict(visit):
        record(actor, "visit.started", on=visit, patient=visit.patient_id)
        return visit
    # Two tabs at once: the other one's stands.
    found = visit_of(appointment_id=visit.appointment_id, entry_id=visit.entry_id)
    if found is None:
        raise RecordsRefused(_("Somebody changed this at the same moment. Look at it again."), code="stale")
    return found

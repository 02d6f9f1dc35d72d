"""Somebody walks in: a token, with two actions of the person at the desk."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.actions.mark import mark
from daybook.booking.models import QueueEntry
from daybook.booking.queries_queue import booked_today, entry, entry_of, here_already
from daybook.booking.refusals import BookingRefused
from daybook.booking.tokens import next_token
from daybook.booking.transitions import ARRIVE
from daybook.booking.versions import bump, day_of
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.lib.zones import day_bounds, zone
from daybook.patients.models import Patient
from daybook.tenancy.writes import insert_unless_conflict


def check_in(
    *, actor: Actor, entry_id: UUID, patient: Patient, practitioner: Practitioner, branch: Branch
) -> QueueEntry:
    """Put a patient without an appointment into the practitioner's line of today.

    Who has an appointment with the practitioner today after all is marked as arrived for it. `entry_id` is the
    form's: a second submit finds the first one's token.

    Raises NotPermitted, BookingRefused ("gone", "used", "here": they have a token already) or Stale.
    """
    require(actor, Permission.CHECK_IN)
    if practitioner.left_at or branch.closed_at:
        raise BookingRefused(_("That practitioner or branch is no longer there."), code="gone")
    earlier = entry(entry_id)
    if earlier is not None:
        return _same(earlier, patient)
    day = day_of(branch, clock.now())
    expected = _expected(actor, patient, practitioner, branch, day)
    return expected or _walk_in(actor, entry_id, patient, practitioner, branch, day)


def _same(earlier: QueueEntry, patient: Patient) -> QueueEntry:
    if earlier.patient_id != patient.id:
        raise BookingRefused(_("This form was used already. Open a new one."), code="used")
    return earlier


def _expected(
    actor: Actor, patient: Patient, practitioner: Practitioner, branch: Branch, day: date
) -> QueueEntry | None:
    for row in booked_today(patient, *day_bounds(day, zone(branch.time_zone))):
        if row.practitioner_id == practitioner.id and row.branch_id == branch.id:
            mark(actor=actor, appointment=row, version=row.version, transition=ARRIVE)
            return entry_of(row.id)
    return None


def _walk_in(
    actor: Actor, entry_id: UUID, patient: Patient, practitioner: Practitioner, branch: Branch, day: date
) -> QueueEntry:
    if here_already(patient, practitioner, day):
        raise _here(patient, practitioner, day)
    try:
        with transaction.atomic():
            row = _give(entry_id, patient, practitioner, branch, day)
    except _Twin:
        twin = entry(entry_id)  # the same form, sent twice at once
        if twin is None:
            raise _here(patient, practitioner, day) from None
        return _same(twin, patient)
    with transaction.atomic():
        details = {"token": row.token, "practitioner": practitioner.id}
        record(actor, "queue.arrived", on=row, patient=patient.id, details=details)
        bump(day)
    return row


class _Twin(Exception):
    """The row was there first; the number that was taken for it goes back."""


def _give(
    entry_id: UUID, patient: Patient, practitioner: Practitioner, branch: Branch, day: date
) -> QueueEntry:
    token, now = next_token(practitioner.id, day), clock.now()
    row = QueueEntry(
        id=entry_id,
        practitioner=practitioner,
        branch=branch,
        patient=patient,
        day=day,
        letter=token.letter,
        number=token.number,
        arrived_at=now,
        queued_at=now,
    )
    if not insert_unless_conflict(row):
        raise _Twin
    return row


def _here(patient: Patient, practitioner: Practitioner, day: date) -> BookingRefused:
    found = here_already(patient, practitioner, day)
    words = {"name": patient.name, "who": practitioner.name, "token": found.token if found else ""}
    return BookingRefused(_("%(name)s is here for %(who)s already: %(token)s.") % words, code="here")

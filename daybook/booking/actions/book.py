"""Book an appointment. Read this one first: every action looks like it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking import notices
from daybook.booking.claim import check_claim, claim
from daybook.booking.models import Appointment
from daybook.booking.notes import seal_note
from daybook.booking.queries import row_by_id
from daybook.booking.refusals import BookingRefused, Taken
from daybook.booking.versions import bump, day_of
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.patients.models import Patient


def book(
    *,
    actor: Actor,
    appointment_id: UUID,
    patient: Patient,
    practitioner: Practitioner,
    branch: Branch,
    service: Service,
    starts_at: datetime,
    room: Room | None = None,
    note: str = "",
    overbook_reason: str = "",
) -> Appointment:
    """Give a practitioner's time to a patient.

    `appointment_id` is the form's: a second submit of the same form finds the first one's row and returns it. With
    `overbook_reason` (and the permission) a taken time is given again in the next lane, and closed hours are opened.

    Raises NotPermitted, BookingRefused ("past", "closed", "not_offered", "wrong_room") or Taken.
    """
    require(actor, Permission.BOOK)
    with transaction.atomic():
        earlier = _earlier(appointment_id, patient)
        if earlier is not None:
            return earlier
        wanted = check_claim(actor, practitioner, branch, service, starts_at, room, overbook_reason)
        row = wanted.row(id=appointment_id, patient=patient, status=Appointment.Status.BOOKED)
        row.note_sealed = seal_note(row, note)
        try:
            claim(row)
        except Taken:
            twin = _earlier(appointment_id, patient)  # the same form, sent twice at once
            if twin is not None:
                return twin
            raise
        record(
            actor, "appointment.booked", on=row, patient=patient.id, details=_details(row, overbook_reason)
        )
        notices.booked(row, patient)
        bump(day_of(branch, starts_at))
    return row


def _earlier(appointment_id: UUID, patient: Patient) -> Appointment | None:
    earlier = row_by_id(appointment_id)
    if earlier is not None and earlier.patient_id != patient.id:
        raise BookingRefused(_("This form was used already. Open a new one."), code="used")
    return earlier


def _details(row: Appointment, overbook_reason: str) -> dict[str, object]:
    details: dict[str, object] = {"starts_at": row.starts_at, "practitioner": row.practitioner_id}
    return details | ({"overbooked": overbook_reason} if overbook_reason else {})

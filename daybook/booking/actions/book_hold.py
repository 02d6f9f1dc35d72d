"""Turn a held time into an appointment."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking import notices
from daybook.booking.claim import why_taken
from daybook.booking.models import Appointment
from daybook.booking.refusals import BookingRefused
from daybook.booking.rivalry import one_after_another
from daybook.booking.versions import bump, day_of
from daybook.lib import clock
from daybook.patients.models import Patient


def book_hold(*, actor: Actor, hold: Appointment, patient: Patient) -> Appointment:
    """The patient gets the held time. Raises BookingRefused ("expired") or Taken (the patient is elsewhere then)."""
    require(actor, Permission.BOOK)
    hold.patient = patient
    with transaction.atomic():
        _give(hold, patient)
        hold.status, hold.held_until = Appointment.Status.BOOKED, None
        record(
            actor, "appointment.booked", on=hold, patient=patient.id, details={"starts_at": hold.starts_at}
        )
        notices.booked(hold, patient)
        bump(day_of(hold.branch, hold.starts_at))
    return hold


def _give(hold: Appointment, patient: Patient) -> None:
    try:
        with one_after_another(hold):
            given = Appointment.objects.filter(
                id=hold.id, status=Appointment.Status.HELD, held_until__gt=clock.now()
            ).update(status=Appointment.Status.BOOKED, patient=patient, held_until=None)
    except IntegrityError as error:
        raise why_taken(hold) from error
    if not given:
        raise BookingRefused(
            _("The time was held for a while, and that is over. Choose it again."), code="expired"
        )

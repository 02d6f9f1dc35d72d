"""Arrived, started, finished, missed, cancelled, reopened: one step in an appointment's life."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from daybook.accounts.permissions import require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking import notices
from daybook.booking.arrivals import follow
from daybook.booking.claim import expire_overdue_holds, why_taken
from daybook.booking.models import Appointment
from daybook.booking.refusals import BookingRefused, Stale
from daybook.booking.rivalry import one_after_another
from daybook.booking.transitions import ARRIVE, CANCEL, REOPEN, RETURN, Transition
from daybook.booking.versions import bump, day_of
from daybook.lib import clock


def mark(
    *, actor: Actor, appointment: Appointment, version: int, transition: Transition, reason: str = ""
) -> Appointment:
    """Take one step of `transitions`, and with it one in the queue: who arrives gets a token. Cancelling asks for a
    reason. Reopening takes the time again, if it is free.

    Of a day that is over it can still be said who was seen and who was not, and the trail tells that it was later;
    but nobody arrives on it.

    Raises NotPermitted, Stale, BookingRefused ("state", "reason", "past") or Taken.
    """
    require(actor, transition.permission)
    if transition is CANCEL and not reason:
        raise BookingRefused(_("Say why it is cancelled."), code="reason")
    if appointment.status not in transition.sources or appointment.import_batch_id:
        text = _("This appointment is %(state)s now.") % {"state": appointment.get_status_display().lower()}
        raise BookingRefused(text, code="state")
    late = day_of(appointment.branch, clock.now()) > day_of(appointment.branch, appointment.ends_at)
    if transition is ARRIVE and late:
        raise BookingRefused(
            _("That day is over. Mark the visit as seen or missed, or book a new one."), code="past"
        )
    with transaction.atomic():
        _write(appointment, version, transition, reason)
        follow(appointment, transition, reason)
        details: dict[str, object] = {"from": appointment.status}
        details |= ({"reason": reason} if reason else {}) | ({"late": True} if late else {})
        record(
            actor,
            f"appointment.{transition.verb}",
            on=appointment,
            patient=appointment.patient_id,
            details=details,
        )
        notices.marked(appointment, transition, version + 1)
        bump(day_of(appointment.branch, appointment.starts_at))
    appointment.status, appointment.version = transition.target, version + 1
    return appointment


def _write(appointment: Appointment, version: int, transition: Transition, reason: str) -> None:
    changes: dict[str, object] = {"status": transition.target, "version": F("version") + 1}
    changes |= dict.fromkeys(transition.clears)
    if transition.stamp:
        changes[transition.stamp] = clock.now()
    if transition in (CANCEL, REOPEN, RETURN):
        changes["cancel_reason"] = reason
    try:
        with one_after_another(appointment):
            if transition in (REOPEN, RETURN):
                expire_overdue_holds(appointment)
            changed = Appointment.objects.filter(
                id=appointment.id, version=version, status__in=transition.sources
            ).update(**changes)
    except IntegrityError as error:
        raise why_taken(appointment) from error
    if not changed:
        raise Stale(
            _("Somebody changed this appointment since you opened it. Look at it again."), code="stale"
        )

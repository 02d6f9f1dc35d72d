"""Move an appointment to another time, practitioner or branch: all of it or nothing."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking import notices
from daybook.booking.arrivals import follow_move
from daybook.booking.claim import LANES, Claim, check_claim, expire_overdue_holds, why_taken
from daybook.booking.models import Appointment
from daybook.booking.refusals import BookingRefused, Stale
from daybook.booking.rivalry import one_after_another
from daybook.booking.transitions import MOVABLE
from daybook.booking.versions import bump, day_of
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib import clock


def move(
    *,
    actor: Actor,
    appointment: Appointment,
    version: int,
    practitioner: Practitioner,
    branch: Branch,
    service: Service,
    starts_at: datetime,
    room: Room | None = None,
    overbook_reason: str = "",
) -> Appointment:
    """Who has arrived keeps their place, with a token of the new practitioner's; on another day they are expected
    again.

    Raises NotPermitted, Stale, BookingRefused as `book` does ("state" when it cannot move any more, "past" when its
    day is over), or Taken.
    """
    require(actor, Permission.BOOK)
    # History takes no time, so nothing would keep it from lying over somebody else's.
    if appointment.status not in MOVABLE or appointment.import_batch_id:
        raise BookingRefused(_("Only a booked or arrived appointment can be moved."), code="state")
    if day_of(appointment.branch, clock.now()) > day_of(appointment.branch, appointment.ends_at):
        raise BookingRefused(_("That day is over and stays as it went. Book a new appointment."), code="past")
    with transaction.atomic():
        wanted = check_claim(actor, practitioner, branch, service, starts_at, room, overbook_reason)
        before = (appointment.branch, appointment.starts_at)
        target = _take(appointment, version, wanted)
        if appointment.status == Appointment.Status.ARRIVED:
            follow_move(appointment, target)
        details = {"from": before[1], "to": starts_at, "practitioner": practitioner.id}
        record(actor, "appointment.moved", on=target, patient=target.patient_id, details=details)
        if target.patient is not None:
            notices.moved(target, target.patient)
        bump(day_of(*before), day_of(branch, starts_at))
    return target


def _take(appointment: Appointment, version: int, wanted: Claim) -> Appointment:
    """Write the row into the first lane that the constraints allow."""
    changes = _expected_again(appointment, wanted)
    target = wanted.row(
        id=appointment.id, patient=appointment.patient, **{"status": appointment.status, **changes}
    )
    for lane in range(LANES + 1) if wanted.overbook_reason else range(1):
        try:
            with one_after_another(appointment, target):
                expire_overdue_holds(target)
                changed = Appointment.objects.filter(
                    id=appointment.id, version=version, status__in=MOVABLE
                ).update(**wanted.columns(), **changes, lane=lane, version=F("version") + 1)
        except IntegrityError:
            continue
        if not changed:
            raise Stale(
                _("Somebody changed this appointment since you opened it. Look at it again."), code="stale"
            )
        target.lane, target.version = lane, version + 1
        return target
    raise why_taken(target)


def _expected_again(appointment: Appointment, wanted: Claim) -> dict[str, object]:
    """Nobody has arrived for an appointment of another day."""
    days = {day_of(appointment.branch, appointment.starts_at), day_of(wanted.branch, wanted.starts_at)}
    if len(days) == 1 or appointment.status != Appointment.Status.ARRIVED:
        return {}
    return {"status": Appointment.Status.BOOKED, "arrived_at": None}

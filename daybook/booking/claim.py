"""Taking a piece of a practitioner's time: what book, hold and move have in common.

Whether the practitioner is there is a rule of the week's plan and is checked. Whether the time is free is decided by
the table's exclusion constraints alone: an INSERT that loses gets no row, and only then is it asked why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.booking.choices import offers
from daybook.booking.models import Appointment
from daybook.booking.queries import overlapping, room_at
from daybook.booking.refusals import BookingRefused, Taken
from daybook.booking.versions import day_of
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib import clock
from daybook.lib.intervals import Interval
from daybook.scheduling.queries import day_hours, is_open
from daybook.tenancy.reads import read
from daybook.tenancy.writes import insert_unless_conflict

LANES = 5  # how many may stand beside each other on purpose


@dataclass(frozen=True, slots=True)
class Claim:
    """A checked wish for time."""

    practitioner: Practitioner
    branch: Branch
    service: Service
    room: Room | None
    starts_at: datetime
    overbook_reason: str

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.service.minutes)

    def columns(self) -> dict[str, Any]:
        """The appointment's columns that this claim decides."""
        return {
            "practitioner": self.practitioner,
            "branch": self.branch,
            "service": self.service,
            "room": self.room,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "busy_from": self.starts_at - timedelta(minutes=self.service.buffer_before),
            "busy_until": self.ends_at + timedelta(minutes=self.service.buffer_after),
            "overbook_reason": self.overbook_reason,
        }

    def row(self, **more: Any) -> Appointment:
        return Appointment(**self.columns(), **more)


def check_claim(
    actor: Actor,
    practitioner: Practitioner,
    branch: Branch,
    service: Service,
    starts_at: datetime,
    room: Room | None,
    overbook_reason: str,
) -> Claim:
    """What can be known before the table is asked. Raises NotPermitted or BookingRefused."""
    if overbook_reason:
        require(actor, Permission.OVERBOOK)
    if practitioner.left_at or branch.closed_at or service.retired_at:
        raise BookingRefused(_("That practitioner, branch or service is no longer offered."), code="gone")
    if day_of(branch, starts_at) < day_of(branch, clock.now()):
        raise BookingRefused(_("That day is over. Choose today or a later day."), code="past")
    # A visit that goes on after midnight would need two days' hours, two counters and two drawings; see docs/why.
    if day_of(branch, starts_at + timedelta(minutes=service.minutes, microseconds=-1)) != day_of(
        branch, starts_at
    ):
        raise BookingRefused(
            _("A visit ends on the day on which it begins. Choose a time that ends by midnight."),
            code="midnight",
        )
    if not offers(practitioner, service):
        text = _("%(name)s does not offer %(service)s.") % {
            "name": practitioner.name,
            "service": service.name,
        }
        raise BookingRefused(text, code="not_offered")
    if room is not None and room.branch_id != branch.id:
        raise BookingRefused(_("That room is in another branch."), code="wrong_room")
    span = Interval(starts_at, starts_at + timedelta(minutes=service.minutes))
    hours = day_hours(branch, day_of(branch, starts_at), [practitioner.id]).get(practitioner.id)
    if not is_open(hours, span) and not overbook_reason:
        text = _("%(name)s does not work at that time.") % {"name": practitioner.name}
        raise BookingRefused(text, code="closed")
    return Claim(
        practitioner, branch, service, room or room_at(hours, span, branch), starts_at, overbook_reason
    )


def claim(row: Appointment) -> None:
    """Insert the row, or raise Taken. Overbooking goes on to the next lane; a patient's own time has no lanes."""
    expire_overdue_holds(row)
    lanes = range(LANES + 1) if row.overbook_reason else range(1)
    for row.lane in lanes:
        if insert_unless_conflict(row):
            return
    raise why_taken(row)


_OVERDUE = """
SELECT id FROM booking_appointment
WHERE clinic_id = %(clinic)s AND status = 'held' AND held_until <= %(now)s
    AND (practitioner_id = %(practitioner)s OR room_id = %(room)s OR patient_id = %(patient)s)
    AND busy_from < %(until)s AND busy_until > %(start)s
ORDER BY id FOR UPDATE
"""


def expire_overdue_holds(row: Appointment) -> None:
    """A constraint cannot read the clock, so holds that ran out are taken out of its way first.

    They are locked in the order of their ids: two who want the same ones wait for one another instead of dying.
    """
    overdue = read(
        _OVERDUE,
        practitioner=row.practitioner_id,
        room=row.room_id,
        patient=row.patient_id,
        start=row.busy_from,
        until=row.busy_until,
        now=clock.now(),
    )
    if overdue:
        ids = [each for (each,) in overdue]
        Appointment.objects.filter(id__in=ids).update(status=Appointment.Status.EXPIRED)


def _patient_is_elsewhere(row: Appointment, visit: Interval) -> bool:
    """Buffers are the practitioner's and the room's time, not the patient's."""
    others = overlapping(visit, patient_id=row.patient_id).exclude(id=row.id)
    return others.filter(starts_at__lt=visit.end, ends_at__gt=visit.start).exists()


def why_taken(row: Appointment) -> Taken:
    """Words for a lost race. By now the winner has committed; should it be gone again, they say just "taken"."""
    visit = Interval(row.starts_at, row.ends_at)
    if row.patient_id and _patient_is_elsewhere(row, visit):
        return Taken(_("The patient has another appointment at that time."), whose="patient")
    busy = Interval(row.busy_from, row.busy_until)
    if overlapping(busy, practitioner_id=row.practitioner_id).exclude(id=row.id).exists():
        text = _("%(name)s is taken at that time.") % {"name": row.practitioner.name}
        return Taken(text, whose="practitioner")
    if (
        row.room_id
        and row.room is not None
        and overlapping(busy, room_id=row.room_id).exclude(id=row.id).exists()
    ):
        return Taken(_("%(room)s is taken at that time.") % {"room": row.room.name}, whose="room")
    return Taken(_("That time has just been taken."), whose="practitioner")

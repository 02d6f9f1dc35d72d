"""Taking a piece of a practitioner's time: what book, hold and move have in common.

Whether the practitioner is there is a rule of the week's plan and is checked. Whether the time is free is decided by
the table's exclusion constraints alone: an INSERT that loses gets no row, and only then is it asked why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.booking.models import Appointment
from daybook.booking.queries import overlapping, room_at
from daybook.booking.refusals import BookingRefused, Taken
from daybook.booking.versions import day_of
from daybook.clinics.models import Branch, Offering, Practitioner, Room, Service
from daybook.lib import clock
from daybook.lib.intervals import Interval
from daybook.scheduling.queries import day_hours, is_open
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
    if not Offering.objects.filter(practitioner=practitioner, service=service).exists():
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


def rivals(row: Appointment) -> models.Q:
    """Rows that share the practitioner, the room or the patient."""
    same = models.Q(practitioner_id=row.practitioner_id)
    if row.room_id:
        same |= models.Q(room_id=row.room_id)
    if row.patient_id:
        same |= models.Q(patient_id=row.patient_id)
    return same


def expire_overdue_holds(row: Appointment) -> None:
    """A constraint cannot read the clock, so holds that ran out are taken out of its way first.

    They are locked in the order of their ids: two who want the same ones wait for one another instead of dying.
    """
    overdue = Appointment.objects.filter(
        rivals(row),
        status=Appointment.Status.HELD,
        held_until__lte=clock.now(),
        busy_from__lt=row.busy_until,
        busy_until__gt=row.busy_from,
    )
    ids = list(overdue.order_by("id").select_for_update().values_list("id", flat=True))
    if ids:
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

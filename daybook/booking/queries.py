"""Reads of the book. Times are compared by start and end columns: only those use an index behind the wall."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from daybook.booking.models import TAKING, Appointment
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib import clock
from daybook.lib.intervals import Interval, overlaps
from daybook.lib.zones import day_bounds, local_day, zone
from daybook.scheduling.free import free_times as fit
from daybook.scheduling.queries import DayHours, day_hours

# No appointment is longer than a day, so a range over `starts_at` finds all that reach into a span.
LONGEST = timedelta(days=1)
SEARCH_DAYS = 60


def appointment(appointment_id: UUID) -> Appointment | None:
    """One appointment with what its card shows; None when it is not there (or not this clinic's)."""
    return (
        Appointment.objects.select_related("practitioner", "branch", "room", "service", "patient")
        .filter(id=appointment_id)
        .first()
    )


def _alive() -> Q:
    return Q(status__in=TAKING) & ~Q(status="held", held_until__lte=clock.now())


def overlapping(span: Interval, **who: Any) -> QuerySet[Appointment]:
    """Appointments and live holds of a practitioner, room or patient that take some of `span`; imports are history."""
    return (
        Appointment.objects.filter(
            _alive(),
            starts_at__gte=span.start - LONGEST,
            starts_at__lt=span.end + LONGEST,
            busy_from__lt=span.end,
            busy_until__gt=span.start,
            import_batch_id__isnull=True,
            **who,
        )
        .select_related("practitioner", "patient", "room")
        .order_by("starts_at")
    )


def day_book(branch: Branch, day: date) -> list[Appointment]:
    """Everything that the day view of a branch draws, in one query: no cancelled ones, no run-out holds."""
    start, end = day_bounds(day, zone(branch.time_zone))
    shown = _alive() | Q(status=Appointment.Status.NO_SHOW)
    return list(
        Appointment.objects.filter(shown, branch=branch, starts_at__gte=start, starts_at__lt=end)
        .select_related("patient", "service")
        .order_by("starts_at", "lane")
    )


def patient_appointments(patient_id: UUID, limit: int = 50) -> list[Appointment]:
    """A patient's appointments, newest first, holds left out."""
    return list(
        Appointment.objects.filter(patient_id=patient_id)
        .exclude(status__in=[Appointment.Status.HELD, Appointment.Status.EXPIRED])
        .select_related("practitioner", "service", "branch")
        .order_by("-starts_at")[:limit]
    )


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked just now: start (UTC) and length in minutes."""

    practitioner: Practitioner
    branch: Branch
    starts_at: datetime
    minutes: int


def busy_of(practitioner_id: UUID, hours: DayHours) -> list[Interval]:
    """What is taken of a practitioner's time at every branch, and of the rooms they work in; buffers included."""
    span = Interval(hours.open[0].start, hours.open[-1].end)
    rooms = {part.room.id: part.span for part in hours.work if part.room}
    rows = (
        Appointment.objects.filter(
            _alive(),
            Q(practitioner_id=practitioner_id) | Q(room_id__in=list(rooms)),
            starts_at__gte=span.start - LONGEST,
            starts_at__lt=span.end + LONGEST,
            lane=0,
            import_batch_id__isnull=True,
        )
        .order_by()
        .values_list("practitioner_id", "room_id", "busy_from", "busy_until")
    )
    return [
        Interval(start, end)
        for who, room, start, end in rows
        if who == practitioner_id or overlaps(rooms[room], Interval(start, end))
    ]


def free_times(practitioner: Practitioner, branch: Branch, service: Service, day: date) -> Iterator[datetime]:
    """Starts (UTC, in order) at which the practitioner could see someone for the service on that day of the branch."""
    hours = day_hours(branch, day, [practitioner.id]).get(practitioner.id)
    if hours is None or not hours.open:
        return iter(())
    return fit(
        hours.open,
        busy_of(practitioner.id, hours),
        length=service.minutes,
        before=service.buffer_before,
        after=service.buffer_after,
        anchor=day_bounds(day, zone(branch.time_zone))[0],
        not_before=clock.now(),
    )


def next_free(
    practitioners: list[Practitioner],
    branch: Branch,
    service: Service,
    count: int = 3,
    since: date | None = None,
) -> list[FreeTime]:
    """The next `count` times at which any of the practitioners could see someone, at most SEARCH_DAYS ahead."""
    day = since or local_day(clock.now(), zone(branch.time_zone))
    found: list[FreeTime] = []
    for ahead in range(SEARCH_DAYS):
        for practitioner in practitioners:
            starts = free_times(practitioner, branch, service, day + timedelta(days=ahead))
            found += [
                FreeTime(practitioner, branch, at, service.minutes)
                for at, _ in zip(starts, range(count), strict=False)
            ]
        if len(found) >= count:
            break
    return sorted(found, key=lambda free: free.starts_at)[:count]


def room_at(hours: DayHours | None, span: Interval) -> Room | None:
    """The room in which the practitioner works during the span, by the week's plan."""
    for part in hours.work if hours else []:
        if part.span.start <= span.start and span.end <= part.span.end:
            return part.room
    return None

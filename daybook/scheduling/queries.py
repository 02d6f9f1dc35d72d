"""When practitioners work: weekly hours less breaks, leave and holidays. Knows nothing of patients."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from daybook.clinics.models import Branch, Room
from daybook.lib.intervals import Interval, merge, subtract
from daybook.lib.zones import day_bounds, zone
from daybook.scheduling.free import LocalSpan, span_of
from daybook.scheduling.models import Holiday, Leave, WeeklyHours


@dataclass(frozen=True, slots=True)
class Part:
    """A span of a plan (UTC) with its name and room."""

    span: Interval
    label: str = ""
    room: Room | None = None

    @property
    def room_id(self) -> UUID | None:
        return self.room.id if self.room else None


@dataclass(slots=True)
class DayHours:
    """One practitioner's day at a branch. `open`: the spans in which a visit may lie."""

    work: list[Part] = field(default_factory=list)
    breaks: list[Part] = field(default_factory=list)
    leave: list[Part] = field(default_factory=list)
    open: list[Interval] = field(default_factory=list)


def closed_by(branch: Branch, day: date) -> Holiday | None:
    """The holiday, of the branch or of the whole clinic, that closes the day."""
    return Holiday.objects.filter(Q(branch=branch) | Q(branch__isnull=True), day=day).first()


def _leaves(practitioner_ids: Iterable[UUID] | None, start: datetime, end: datetime) -> list[Leave]:
    leaves = Leave.objects.filter(ends_at__gt=start, starts_at__lt=end)
    return list(leaves if practitioner_ids is None else leaves.filter(practitioner_id__in=practitioner_ids))


def _weekly(branch: Branch, day: date, practitioner_ids: Iterable[UUID] | None) -> list[WeeklyHours]:
    rows = WeeklyHours.objects.filter(branch=branch, weekday=day.weekday()).select_related("room")
    if practitioner_ids is not None:
        rows = rows.filter(practitioner_id__in=practitioner_ids)
    return list(rows.order_by("starts_minute"))


def day_hours(branch: Branch, day: date, practitioner_ids: list[UUID] | None = None) -> dict[UUID, DayHours]:
    """The day's plan of each practitioner who works (or has a plan) at the branch on that day."""
    place = zone(branch.time_zone)
    found: dict[UUID, DayHours] = defaultdict(DayHours)
    for row in _weekly(branch, day, practitioner_ids):
        _place(found[row.practitioner_id], row, day, place)
    if not found:
        return {}
    start, end = day_bounds(day, place)
    for leave in _leaves(found.keys(), start, end):
        span = Interval(max(leave.starts_at, start), min(leave.ends_at, end))
        found[leave.practitioner_id].leave.append(Part(span, leave.reason))
    closed = closed_by(branch, day) is not None
    for hours in found.values():
        hours.open = [] if closed else _open(hours)
    return dict(found)


def hours_on(practitioner_id: UUID, branch: Branch, days: Iterable[date]) -> dict[date, DayHours]:
    """One practitioner's plan on each of these days at the branch, from three queries however many days."""
    wanted = sorted(set(days))
    if not wanted:
        return {}
    place = zone(branch.time_zone)
    weekly = WeeklyHours.objects.filter(practitioner_id=practitioner_id, branch=branch).select_related("room")
    rows = list(weekly.order_by("starts_minute"))
    leaves = _leaves([practitioner_id], day_bounds(wanted[0], place)[0], day_bounds(wanted[-1], place)[1])
    shut = Holiday.objects.filter(Q(branch=branch) | Q(branch__isnull=True), day__in=wanted)
    closed = set(shut.values_list("day", flat=True))
    found = {}
    for day in wanted:
        hours = DayHours(leave=[Part(Interval(each.starts_at, each.ends_at), each.reason) for each in leaves])
        for row in rows:
            if row.weekday == day.weekday():
                _place(hours, row, day, place)
        hours.open = [] if day in closed else _open(hours)
        found[day] = hours
    return found


def _place(hours: DayHours, row: WeeklyHours, day: date, place: ZoneInfo) -> None:
    span = span_of(day, LocalSpan(row.starts_minute, row.ends_minute), place)
    kind = hours.work if row.kind == WeeklyHours.Kind.WORK else hours.breaks
    room = row.room if row.room and row.room.closed_at is None else None
    kind.append(Part(span, row.label, room))


def _open(hours: DayHours) -> list[Interval]:
    away = [part.span for part in hours.breaks + hours.leave]
    return subtract(merge(part.span for part in hours.work), away)


def is_open(hours: DayHours | None, span: Interval) -> bool:
    """Whether a visit of that span lies wholly in one open stretch."""
    return hours is not None and any(o.start <= span.start and span.end <= o.end for o in hours.open)


def away_between(practitioner_id: UUID, start: datetime, days: int) -> list[Leave]:
    """A practitioner's leave in the coming days."""
    return _leaves([practitioner_id], start, start + timedelta(days=days))

"""When practitioners work: weekly hours less breaks, leave and holidays. Knows nothing of patients."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from daybook.clinics.models import Branch
from daybook.lib.intervals import Interval
from daybook.lib.zones import day_bounds, zone
from daybook.scheduling.day import (
    DayHours,
    DayPlan,
    Part,
    Place,
    day_hours,
    day_plan,
    is_open,
    opened,
    plans_between,
)
from daybook.scheduling.free import LocalSpan, span_of
from daybook.scheduling.models import Holiday, Leave, WeeklyHours

__all__ = ["DayHours", "DayPlan", "Part", "day_hours", "day_plan", "hours_on", "is_open", "plans_between"]


def hours_on(practitioner_id: UUID, branch: Branch, days: Iterable[date]) -> dict[date, DayHours]:
    """One practitioner's plan on each of these days at the branch, from three queries however many days."""
    wanted = sorted(set(days))
    if not wanted:
        return {}
    place = zone(branch.time_zone)
    start, end = day_bounds(wanted[0], place)[0], day_bounds(wanted[-1], place)[1]
    weekly = WeeklyHours.objects.filter(practitioner_id=practitioner_id, branch=branch).select_related("room")
    rows = list(weekly.order_by("starts_minute"))
    leaves = list(Leave.objects.filter(practitioner_id=practitioner_id, ends_at__gt=start, starts_at__lt=end))
    shut = Holiday.objects.filter(Q(branch=branch) | Q(branch__isnull=True), day__in=wanted)
    closed = set(shut.values_list("day", flat=True))
    found = {}
    for day in wanted:
        hours = DayHours(leave=[Part(Interval(each.starts_at, each.ends_at), each.reason) for each in leaves])
        for row in rows:
            if row.weekday == day.weekday():
                _place(hours, row, day, place)
        hours.open = [] if day in closed else opened(hours)
        found[day] = hours
    return found


def _place(hours: DayHours, row: WeeklyHours, day: date, place: ZoneInfo) -> None:
    span = span_of(day, LocalSpan(row.starts_minute, row.ends_minute), place)
    kind = hours.work if row.kind == WeeklyHours.Kind.WORK else hours.breaks
    room = Place(row.room.id, row.room.name) if row.room and row.room.closed_at is None else None
    kind.append(Part(span, row.label, room))

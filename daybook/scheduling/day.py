"""A day at a branch before anybody is booked, read at once: it is asked for by every page of the book."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID

from daybook.clinics.models import Branch
from daybook.lib.intervals import Interval, subtract
from daybook.lib.zones import day_bounds, zone
from daybook.scheduling.free import LocalSpan, span_of
from daybook.scheduling.models import WeeklyHours
from daybook.tenancy.reads import read


class Place(NamedTuple):
    """A room as far as a plan tells it."""

    id: UUID
    name: str


class Part(NamedTuple):
    """A span of a plan (UTC) with its name and room."""

    span: Interval
    label: str = ""
    room: Place | None = None

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


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day at a branch: the plan of each practitioner who has one, and the name of the holiday that closes it."""

    hours: dict[UUID, DayHours]
    holiday: str | None


class _Row(NamedTuple):
    """A span of the week (of that `weekday`), a leave, or a holiday (`day`)."""

    kind: str
    who: UUID
    label: str
    starts_minute: int
    ends_minute: int
    room_id: UUID | None
    room: str | None
    starts_at: datetime
    ends_at: datetime
    weekday: int | None
    day: date


# One answer for what makes days: their weekdays' hours, who is away in them, which are holidays. {who} narrows it.
_PLAN = """
SELECT kind, practitioner_id, label, starts_minute, ends_minute, r.id, r.name,
    NULL::timestamptz, NULL::timestamptz, weekday, NULL::date
FROM scheduling_weeklyhours h LEFT JOIN clinics_room r ON r.clinic_id = %(clinic)s AND r.id = h.room_id
    AND r.closed_at IS NULL
WHERE h.clinic_id = %(clinic)s AND h.branch_id = %(branch)s AND weekday = ANY(%(weekdays)s) {who}
UNION ALL
SELECT 'leave', practitioner_id, reason, 0, 0, NULL, NULL, starts_at, ends_at, NULL, NULL
FROM scheduling_leave
WHERE clinic_id = %(clinic)s AND ends_at > %(start)s AND starts_at < %(end)s {who}
UNION ALL
SELECT 'holiday', NULL, name, 0, 0, NULL, NULL, NULL, NULL, NULL, day
FROM scheduling_holiday
WHERE clinic_id = %(clinic)s AND day >= %(first)s AND day <= %(last)s AND (branch_id = %(branch)s OR branch_id IS NULL)
ORDER BY starts_minute
"""
_EVERYONE = _PLAN.format(who="")
_SOME = _PLAN.format(who="AND practitioner_id = ANY(%(who)s)")


def day_plan(branch: Branch, day: date, practitioner_ids: Iterable[UUID] | None = None) -> DayPlan:
    """Everything known of the day before anybody is booked, in one query."""
    return plans_between(branch, day, day, practitioner_ids)[day]


def plans_between(
    branch: Branch, first: date, last: date, practitioner_ids: Iterable[UUID] | None = None
) -> dict[date, DayPlan]:
    """The plan of each day from `first` to `last`, both included, in one query for all of them."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows = _rows(branch, days, practitioner_ids)
    week: dict[int, list[_Row]] = {}
    for row in rows:
        week.setdefault(-1 if row.weekday is None else row.weekday, []).append(row)
    away, shut = _leave_and_holidays(week.get(-1, []))
    return {day: _plan(branch, day, week.get(day.weekday(), []), away, shut.get(day)) for day in days}


def _leave_and_holidays(rows: list[_Row]) -> tuple[list[_Row], dict[date, str]]:
    """Who is away; and day -> name of the holiday, the first of them where there are two."""
    shut: dict[date, str] = {}
    for row in rows:
        if row.kind == "holiday":
            shut.setdefault(row.day, row.label)
    return [row for row in rows if row.kind == "leave"], shut


def _plan(branch: Branch, day: date, rows: list[_Row], away: list[_Row], holiday: str | None) -> DayPlan:
    whole = Interval(*day_bounds(day, zone(branch.time_zone)))
    hours = _hours(rows, away, branch, day, whole)
    for each in hours.values():
        each.open = [] if holiday is not None else opened(each)
    return DayPlan(hours, holiday)


def _rows(branch: Branch, days: list[date], who: Iterable[UUID] | None) -> list[_Row]:
    place = zone(branch.time_zone)
    about = {
        "branch": branch.id,
        "first": days[0],
        "last": days[-1],
        "weekdays": sorted({day.weekday() for day in days}),
        "start": day_bounds(days[0], place)[0],
        "end": day_bounds(days[-1], place)[1],
    }
    rows = read(_EVERYONE, **about) if who is None else read(_SOME, **about, who=list(who))
    return [_Row(*row) for row in rows]


def _hours(
    rows: list[_Row], leave: list[_Row], branch: Branch, day: date, whole: Interval
) -> dict[UUID, DayHours]:
    place = zone(branch.time_zone)

    @cache  # most have the same hours
    def local(starts: int, ends: int) -> Interval:
        return span_of(day, LocalSpan(starts, ends), place)

    found: dict[UUID, DayHours] = {}
    for row in rows:
        if row.kind == WeeklyHours.Kind.WORK:
            room = Place(row.room_id, row.room or "") if row.room_id else None
            part = Part(local(row.starts_minute, row.ends_minute), row.label, room)
            found.setdefault(row.who, DayHours()).work.append(part)
        elif row.kind == WeeklyHours.Kind.BREAK:
            part = Part(local(row.starts_minute, row.ends_minute), row.label)
            found.setdefault(row.who, DayHours()).breaks.append(part)
    for row in leave:
        if row.who in found and row.starts_at < whole.end and row.ends_at > whole.start:
            away = Interval(max(row.starts_at, whole.start), min(row.ends_at, whole.end))
            found[row.who].leave.append(Part(away, row.label))
    return found


def day_hours(
    branch: Branch, day: date, practitioner_ids: Iterable[UUID] | None = None
) -> dict[UUID, DayHours]:
    """The day's plan of each practitioner who works (or has a plan) at the branch on that day."""
    return day_plan(branch, day, practitioner_ids).hours


def opened(hours: DayHours) -> list[Interval]:
    """Work less breaks and leave."""
    away = [part.span for part in hours.breaks + hours.leave]
    return subtract([part.span for part in hours.work], away)


def is_open(hours: DayHours | None, span: Interval) -> bool:
    """Whether a visit of that span lies wholly in one open stretch."""
    return hours is not None and any(o.start <= span.start and span.end <= o.end for o in hours.open)

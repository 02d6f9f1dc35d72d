"""Reads for those who plan: weeks, leave and holidays as they are edited. What a day comes to is `queries`."""

from collections import defaultdict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from daybook.clinics.models import Branch, Practitioner, Profile
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.scheduling.models import Holiday, Leave, WeeklyHours
from daybook.scheduling.week import Elsewhere, Span, astuple


def span_of_row(row: WeeklyHours) -> Span:
    return Span(row.weekday, row.starts_minute, row.ends_minute, row.kind, row.room_id, row.label)


def week(practitioner: Practitioner, branch: Branch) -> list[Span]:
    """The practitioner's week at the branch."""
    rows = WeeklyHours.objects.filter(practitioner=practitioner, branch=branch)
    return sorted((span_of_row(row) for row in rows), key=astuple)


def elsewhere(practitioner: Practitioner, branch: Branch) -> list[Elsewhere]:
    """The practitioner's working spans at the other open branches."""
    rows = WeeklyHours.objects.filter(
        practitioner=practitioner, kind=WeeklyHours.Kind.WORK, branch__closed_at=None
    )
    found: dict[Branch, list[Span]] = defaultdict(list)
    for row in rows.exclude(branch=branch).select_related("branch"):
        found[row.branch].append(span_of_row(row))
    return [Elsewhere(each.name, zone(each.time_zone), spans) for each, spans in found.items()]


def worked_minutes() -> dict[tuple[UUID, UUID], int]:
    """(practitioner's id, branch's id) -> minutes of a week, breaks taken off."""
    found: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for row in WeeklyHours.objects.all():
        sign = 1 if row.kind == WeeklyHours.Kind.WORK else -1
        found[row.practitioner_id, row.branch_id] += sign * (row.ends_minute - row.starts_minute)
    return dict(found)


def home_zone(practitioner: Practitioner) -> ZoneInfo:
    """The zone in which the practitioner's days are counted: of the first open branch with hours, else the clinic's."""
    branches = Branch.objects.filter(closed_at=None, weekly_hours__practitioner=practitioner)
    name = branches.order_by("position", "name").values_list("time_zone", flat=True).first()
    return zone(name or Profile.objects.get().time_zone)


def leaves(practitioner: Practitioner) -> list[Leave]:
    """Leave that is not over, soonest first."""
    rows = Leave.objects.filter(practitioner=practitioner, ends_at__gt=clock.now())
    return list(rows.order_by("starts_at"))


def leave(leave_id: UUID) -> Leave | None:
    """`leave.practitioner` is loaded."""
    return Leave.objects.select_related("practitioner").filter(id=leave_id).first()


def holidays() -> list[Holiday]:
    """From today (where the clinic is) on, soonest first; `holiday.branch` is loaded."""
    today = local_day(clock.now(), zone(Profile.objects.get().time_zone))
    rows = Holiday.objects.filter(day__gte=today).select_related("branch")
    return list(rows.order_by("day", F("branch__name").asc(nulls_first=True)))


def holiday(holiday_id: UUID) -> Holiday | None:
    return Holiday.objects.select_related("branch").filter(id=holiday_id).first()

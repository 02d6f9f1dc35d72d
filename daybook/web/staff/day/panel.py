"""Beside the book: who is waiting, the day in numbers, the next gaps."""

from collections import defaultdict
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.booking.choices import Who
from daybook.booking.models import TAKING
from daybook.booking.queries import Line
from daybook.lib.intervals import Interval
from daybook.lib.zones import clock_text
from daybook.scheduling.free import free_times
from daybook.scheduling.queries import DayHours
from daybook.web.staff.day.frame import Frame
from daybook.web.staff.day.shapes import Figure, NextFree, Waiting

VISIT = 15  # minutes: what "next free" looks for before a service is chosen
LONG_WAIT = timedelta(minutes=15)


def waiting(frame: Frame, rows: list[Line], names: dict[UUID, str]) -> tuple[Waiting, ...]:
    """Who has arrived, the longest wait first."""
    here = sorted(
        (row for row in rows if row.status == "arrived" and row.since),
        key=lambda row: row.since or row.starts_at,
    )
    return tuple(_waits(frame, row, names) for row in here)


def _waits(frame: Frame, row: Line, names: dict[UUID, str]) -> Waiting:
    arrived = row.since or row.starts_at
    local = row.starts_at.astimezone(frame.zone)
    who = {"who": names.get(row.practitioner_id, ""), "time": clock_text(local)}
    return Waiting(
        name=row.patient or "",
        detail=_("%(who)s · booked %(time)s") % who,
        since=frame.minute(arrived),
        minutes=max(int((frame.now - arrived).total_seconds() // 60), 0),
        url=f"{frame.base}appointments/{row.id}/",
        long=frame.now - arrived > LONG_WAIT,
    )


def next_free(frame: Frame, who: Who, hours: DayHours | None, rows: list[Line]) -> NextFree | None:
    """The practitioner's next gap of VISIT minutes on this day, from what the day has loaded already."""
    if hours is None or not hours.open or frame.end <= frame.now:
        return None
    taken = [
        Interval(row.busy_from, row.busy_until) for row in rows if row.status in TAKING and row.lane == 0
    ]
    starts = free_times(hours.open, taken, length=VISIT, anchor=frame.start, not_before=frame.now)
    at = next(iter(starts), None)
    if at is None:
        return None
    local = at.astimezone(frame.zone)
    query = urlencode(
        {"practitioner": str(who.id), "starts_at": f"{local:%Y-%m-%dT%H:%M}", "branch": str(frame.branch.id)}
    )
    return NextFree(who.name, clock_text(local), f"{frame.base}appointments/new/?{query}")


def figures(rows: list[Line]) -> tuple[Figure, ...]:
    """The day in numbers."""
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        count[row.status] += 1
    booked = len([row for row in rows if row.status != "held"])
    return (
        Figure(_("Seen"), _("%(seen)d of %(all)d") % {"seen": count["done"], "all": booked}),
        Figure(_("To come"), str(count["booked"])),
        Figure(_("No-show"), str(count["no_show"])),
        Figure(_("Overbooked"), str(len([row for row in rows if row.lane > 0]))),
    )

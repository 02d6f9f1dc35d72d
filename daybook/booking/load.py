"""How full days are: for the month, which tells no patient's name."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from daybook.booking.models import TAKING
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.zones import day_bounds, zone
from daybook.tenancy.reads import read


class DayLoad(NamedTuple):
    """One practitioner's day at a branch. `minutes`: given away, with the buffers of services, no overbooked ones.
    `booked`: everybody with an appointment that was not cancelled, of whom `seen` were seen and `missed` did not come.
    """

    day: date
    practitioner_id: UUID
    booked: int
    seen: int
    missed: int
    minutes: int


_LOADS = """
SELECT (a.starts_at AT TIME ZONE %(zone)s)::date, a.practitioner_id,
    count(*) FILTER (WHERE a.status <> 'held'),
    count(*) FILTER (WHERE a.status = 'done'),
    count(*) FILTER (WHERE a.status = 'no_show'),
    coalesce(sum(extract(epoch FROM a.busy_until - a.busy_from) / 60)
        FILTER (WHERE a.lane = 0 AND a.status <> 'no_show'), 0)::int
FROM booking_appointment a
WHERE a.clinic_id = %(clinic)s AND a.branch_id = %(branch)s AND a.starts_at >= %(start)s AND a.starts_at < %(end)s
    AND a.status = ANY(%(shown)s) AND (a.status <> 'held' OR a.held_until > %(now)s)
GROUP BY 1, 2
"""
_SHOWN = [*TAKING, "no_show"]


def loads_between(branch: Branch, first: date, last: date) -> list[DayLoad]:
    """Every practitioner's days from `first` to `last`, both included, on which somebody is booked; in one query."""
    place = zone(branch.time_zone)
    rows = read(
        _LOADS,
        branch=branch.id,
        zone=branch.time_zone,
        start=day_bounds(first, place)[0],
        end=day_bounds(last, place)[1],
        shown=_SHOWN,
        now=clock.now(),
    )
    return [DayLoad._make(row) for row in rows]

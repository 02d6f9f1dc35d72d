"""Days in numbers: who came, who did not, who was new, how long they waited; and which hours of a coming day are free.

A day is a day of the branch, by its own zone: each branch's span is worked out first, so that the index on a branch's
appointments is used, and a day of 23 or 25 hours is one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from daybook.booking.models import TAKING
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.intervals import Interval, merge, subtract
from daybook.lib.zones import day_bounds, local_day, zone
from daybook.scheduling.queries import day_hours
from daybook.tenancy.reads import Joined, read

_BRANCHES = Joined(
    "FROM clinics_branch b WHERE b.clinic_id = %(clinic)s ORDER BY b.closed_at IS NOT NULL, b.position, b.name",
    b=Branch,
)


class DayCount(NamedTuple):
    """One practitioner's day at a branch.

    `seen`: with an appointment or without one (`walk_ins` of them); `new` of them had never been seen at the clinic.
    `cancelled` before they came, `left` after. `coming`: booked and not marked yet; `waiting` and `inside` are here.
    `waited`: seconds of all `waits` together, from arriving to going in; `longest`: of one.
    """

    day: date
    branch_id: UUID
    practitioner_id: UUID
    seen: int
    walk_ins: int
    new: int
    no_shows: int
    cancelled: int
    left: int
    coming: int
    waiting: int
    inside: int
    waits: int
    waited: int
    longest: int


# A token of an appointment tells of waiting only: whether its patient was seen is told by the appointment.
_COUNTS = """
WITH span AS (
    SELECT * FROM unnest(%(branches)s::uuid[], %(zones)s::text[], %(since)s::timestamptz[], %(until)s::timestamptz[])
        AS s (branch_id, zone, since, until)
), told AS (
    SELECT (a.starts_at AT TIME ZONE s.zone)::date AS day, a.branch_id, a.practitioner_id, a.patient_id,
        a.starts_at AS at, false AS walk_in, NULL::interval AS waited,
        CASE WHEN a.status = 'cancelled' AND a.arrived_at IS NOT NULL THEN 'left' ELSE a.status END AS state
    FROM span s
    JOIN booking_appointment a ON a.clinic_id = %(clinic)s AND a.branch_id = s.branch_id
        AND a.starts_at >= s.since AND a.starts_at < s.until
    WHERE a.status NOT IN ('held', 'expired')
    UNION ALL
    SELECT q.day, q.branch_id, q.practitioner_id, q.patient_id, q.arrived_at, q.appointment_id IS NULL,
        q.started_at - q.arrived_at,
        CASE WHEN q.state IN ('waiting', 'called') THEN 'waiting'
            WHEN q.appointment_id IS NOT NULL THEN ''
            WHEN q.state = 'with_practitioner' THEN 'in_consultation' ELSE q.state END
    FROM booking_queueentry q
    WHERE q.clinic_id = %(clinic)s AND q.day >= %(first)s AND q.day <= %(last)s
        AND q.branch_id = ANY(%(branches)s) AND q.state <> 'withdrawn'
)
SELECT t.day, t.branch_id, t.practitioner_id,
    count(*) FILTER (WHERE t.state = 'done'),
    count(*) FILTER (WHERE t.state = 'done' AND t.walk_in),
    count(*) FILTER (WHERE t.state = 'done' AND NOT EXISTS (
        SELECT 1 FROM booking_appointment e
        WHERE e.clinic_id = %(clinic)s AND e.patient_id = t.patient_id AND e.starts_at < t.at AND e.status = 'done'
    ) AND NOT EXISTS (
        SELECT 1 FROM booking_queueentry e
        WHERE e.clinic_id = %(clinic)s AND e.patient_id = t.patient_id AND e.arrived_at < t.at
            AND e.state = 'done' AND e.appointment_id IS NULL
    )),
    count(*) FILTER (WHERE t.state = 'no_show'),
    count(*) FILTER (WHERE t.state = 'cancelled'),
    count(*) FILTER (WHERE t.state = 'left'),
    count(*) FILTER (WHERE t.state = 'booked'),
    count(*) FILTER (WHERE t.state = 'waiting'),
    count(*) FILTER (WHERE t.state = 'in_consultation'),
    count(t.waited),
    coalesce(extract(epoch FROM sum(t.waited)), 0)::bigint,
    coalesce(extract(epoch FROM max(t.waited)), 0)::bigint
FROM told t
WHERE %(practitioner)s::uuid IS NULL OR t.practitioner_id = %(practitioner)s
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
"""


class Named(NamedTuple):
    id: UUID
    name: str


_PRACTITIONERS = """
SELECT p.id, p.name FROM clinics_practitioner p
WHERE p.clinic_id = %(clinic)s
    AND (p.id = ANY(%(ids)s) OR (%(present)s AND p.left_at IS NULL AND p.import_batch_id IS NULL))
ORDER BY p.position, p.name
"""


class FreeDay(NamedTuple):
    """A practitioner's coming day at a branch: when they work, and what of it is not booked. UTC."""

    branch_id: UUID
    practitioner_id: UUID
    day: date
    open: tuple[Interval, ...]
    free: tuple[Interval, ...]


_BUSY = """
SELECT practitioner_id, busy_from, busy_until
FROM booking_appointment
WHERE clinic_id = %(clinic)s AND practitioner_id = ANY(%(who)s)
    AND starts_at >= %(since)s AND starts_at < %(until)s AND busy_from < %(until)s
    AND import_batch_id IS NULL
    AND status = ANY(%(taking)s) AND (status <> 'held' OR held_until > %(now)s)
"""
_REACH = timedelta(days=1)


def every_branch() -> list[Branch]:
    """The clinic's branches, the open ones first: what was done at a closed one stays part of the past."""
    return [row[0] for row in _BRANCHES.rows()]


def names(ids: Iterable[UUID] = (), *, present: bool = True) -> list[Named]:
    """Who works here now (`present`), and these practitioners, also those who have left; in the clinic's order."""
    return [Named(*row) for row in read(_PRACTITIONERS, ids=list(ids), present=present)]


def day_counts(
    branches: Sequence[Branch], first: date, last: date, *, practitioner_id: UUID | None = None
) -> list[DayCount]:
    """What became of everybody who was booked or walked in from `first` to `last`, both included; one statement."""
    spans = [_span(branch, first, last) for branch in branches]
    rows = read(
        _COUNTS,
        branches=[branch.id for branch in branches],
        zones=[branch.time_zone for branch in branches],
        since=[span.start for span in spans],
        until=[span.end for span in spans],
        first=first,
        last=last,
        practitioner=practitioner_id,
    )
    return [DayCount._make(row) for row in rows]


def free_tomorrow(branches: Iterable[Branch], *, practitioner_id: UUID | None = None) -> list[FreeDay]:
    """The hours of each branch's tomorrow that nobody has booked yet. A statement a branch, and one for what is taken.
    A practitioner booked at one branch is not free at another; rooms that two share are left out of it."""
    plans = []
    for branch in branches:
        day = local_day(clock.now(), zone(branch.time_zone)) + timedelta(days=1)
        found = day_hours(branch, day, None if practitioner_id is None else [practitioner_id])
        plans += [(branch.id, who, day, hours.open) for who, hours in found.items() if hours.open]
    taken = _taken([(who, open_) for _branch, who, _day, open_ in plans])
    return [
        FreeDay(branch_id, who, day, tuple(merge(open_)), tuple(subtract(open_, taken[who])))
        for branch_id, who, day, open_ in plans
    ]


def _span(branch: Branch, first: date, last: date) -> Interval:
    place = zone(branch.time_zone)
    return Interval(day_bounds(first, place)[0], day_bounds(last, place)[1])


def _taken(plans: Sequence[tuple[UUID, list[Interval]]]) -> dict[UUID, list[Interval]]:
    found: dict[UUID, list[Interval]] = defaultdict(list)
    if not plans:
        return found
    spans = [span for _who, open_ in plans for span in open_]
    rows: list[tuple[UUID, datetime, datetime]] = read(
        _BUSY,
        who=list({who for who, _open in plans}),
        since=min(span.start for span in spans) - _REACH,
        until=max(span.end for span in spans) + _REACH,
        taking=list(TAKING),
        now=clock.now(),
    )
    for who, start, end in rows:
        found[who].append(Interval(start, end))
    return found

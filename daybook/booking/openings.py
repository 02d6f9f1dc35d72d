"""Free times: the open hours of a day less what is taken. The rest of the house finds it through `queries`."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Q

from daybook.booking.models import TAKING, Appointment
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib import clock
from daybook.lib.intervals import Interval, overlaps
from daybook.lib.zones import day_bounds, local_day, zone
from daybook.scheduling.free import free_times as fit
from daybook.scheduling.queries import DayHours, day_hours
from daybook.tenancy.reads import read

# No appointment is longer than a day, so a range over `starts_at` finds all that reach into a span.
LONGEST = timedelta(days=1)
SEARCH_DAYS = 60


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked just now: start (UTC) and length in minutes."""

    practitioner: Practitioner
    branch: Branch
    starts_at: datetime
    minutes: int


def alive() -> Q:
    """Rows that take time now: a hold that has run out does not."""
    return Q(status__in=TAKING) & ~Q(status=Appointment.Status.HELD, held_until__lte=clock.now())


def free_times(practitioner: Practitioner, branch: Branch, service: Service, day: date) -> Iterator[datetime]:
    """Starts (UTC, in order) at which the practitioner could see someone for the service on that day of the branch."""
    return iter(_free_on(branch, day, [practitioner], service).get(practitioner.id, ()))


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
        free = _free_on(branch, day + timedelta(days=ahead), practitioners, service)
        for practitioner in practitioners:
            starts = islice(free.get(practitioner.id, ()), count)
            found += [FreeTime(practitioner, branch, at, service.minutes) for at in starts]
        if len(found) >= count:
            break
    return sorted(found, key=lambda each: each.starts_at)[:count]


def room_at(hours: DayHours | None, span: Interval, branch: Branch) -> Room | None:
    """The room in which the practitioner works during the span, by the week's plan."""
    for part in hours.work if hours else []:
        if part.span.start <= span.start and span.end <= part.span.end:
            return Room(id=part.room.id, name=part.room.name, branch=branch) if part.room else None
    return None


def _free_on(
    branch: Branch, day: date, practitioners: list[Practitioner], service: Service
) -> dict[UUID, Iterator[datetime]]:
    hours = {
        who: plan for who, plan in day_hours(branch, day, [p.id for p in practitioners]).items() if plan.open
    }
    if not hours:
        return {}
    busy = _busy(branch, hours)
    anchor = day_bounds(day, zone(branch.time_zone))[0]
    return {
        who: fit(
            plan.open,
            busy[who],
            length=service.minutes,
            before=service.buffer_before,
            after=service.buffer_after,
            anchor=anchor,
            not_before=clock.now(),
        )
        for who, plan in hours.items()
    }


# A visit lasts at most 12 hours and has at most 4 of buffer on either side (clinics/models.py): which starts can reach
# into a span of time.
_BEFORE, _AFTER = timedelta(hours=16), timedelta(hours=4)
_TAKEN = """
SELECT practitioner_id, room_id, busy_from, busy_until
FROM booking_appointment
WHERE clinic_id = %(clinic)s AND starts_at >= %(start)s AND starts_at < %(end)s
    AND (practitioner_id = ANY(%(who)s) OR (branch_id = %(branch)s AND room_id = ANY(%(rooms)s)))
    AND lane = 0 AND import_batch_id IS NULL
    AND status = ANY(%(taking)s) AND (status <> 'held' OR held_until > %(now)s)
"""


def _busy(branch: Branch, hours: dict[UUID, DayHours]) -> dict[UUID, list[Interval]]:
    """What is taken of each one's time, at every branch, and of the rooms they work in; buffers included."""
    rows = read(
        _TAKEN,
        who=list(hours),
        branch=branch.id,
        rooms=list({part.room_id for plan in hours.values() for part in plan.work if part.room_id}),
        start=min(plan.open[0].start for plan in hours.values()) - _BEFORE,
        end=max(plan.open[-1].end for plan in hours.values()) + _AFTER,
        taking=list(TAKING),
        now=clock.now(),
    )
    return _sorted_out(rows, hours)


def _sorted_out(
    rows: list[tuple[UUID, UUID | None, datetime, datetime]], hours: dict[UUID, DayHours]
) -> dict[UUID, list[Interval]]:
    found: dict[UUID, list[Interval]] = defaultdict(list)
    users: dict[UUID | None, list[tuple[UUID, Interval]]] = defaultdict(list)
    for who, plan in hours.items():
        for part in plan.work:
            users[part.room_id].append((who, part.span))
    for who, room, start, end in rows:
        taken = Interval(start, end)
        found[who].append(taken)
        for other, span in users[room] if room else ():
            if other != who and overlaps(span, taken):
                found[other].append(taken)
    return found

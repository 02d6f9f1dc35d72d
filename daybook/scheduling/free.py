"""Free times, as pure functions: no database, no clock, no patients.

The visit itself must lie within open hours. Its buffers may reach outside them (a room is aired after closing),
but may not collide with what is busy: another visit with that visit's own buffers.

All moments are UTC. A span of a working week is local, and becomes UTC for one day by the rule of `zones.at_local`,
so that a day of 23 or 25 hours is open as long as its clocks say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daybook.lib.intervals import Interval, merge, subtract
from daybook.lib.zones import at_local

DAY_MINUTES = 24 * 60
STEP_MINUTES = 15

# A moment on the grid of every zone whose offset is a multiple of the step: all of today's for steps of 5 or 15.
_ANCHOR = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LocalSpan:
    """Working hours or a break on one local day, in minutes since midnight on the clock: 540 to 1440 is 9:00 to 24:00.

    Hours that go on after midnight are two spans, the second on the next day. Raises ValueError.
    """

    starts_minute: int
    ends_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.starts_minute < self.ends_minute <= DAY_MINUTES:
            raise ValueError("a span begins before it ends, and ends at midnight at the latest")


def span_of(day: date, span: LocalSpan, zone: ZoneInfo) -> Interval:
    """The span on that day, in UTC. Empty when the clocks skip all of it."""
    return Interval(_moment(day, span.starts_minute, zone), _moment(day, span.ends_minute, zone))


def open_intervals(
    day: date,
    zone: ZoneInfo,
    *,
    weekly: Iterable[LocalSpan],
    breaks: Iterable[LocalSpan] = (),
    leave: Iterable[Interval] = (),
    closed: bool = False,
) -> list[Interval]:
    """When a practitioner is open at a branch on one local day: sorted, apart, UTC. None on a holiday."""
    if closed:
        return []
    away = [*(span_of(day, each, zone) for each in breaks), *leave]
    return subtract((span_of(day, each, zone) for each in weekly), away)


def free_times(
    open_: Iterable[Interval],
    busy: Iterable[Interval],
    *,
    length: int,
    before: int = 0,
    after: int = 0,
    step: int = STEP_MINUTES,
    anchor: datetime = _ANCHOR,
    not_before: datetime | None = None,
) -> Iterator[datetime]:
    """Starts (UTC, in order) at which a visit of `length` minutes fits, found one by one as they are asked for.

    `busy` is all that may not be met, each with its own buffers: the practitioner's, and the room's if a room is
    needed. It must reach `before` and `after` minutes beyond the open hours. `before` and `after` are this
    visit's buffers in minutes. Starts are whole `step`s from `anchor`, which is given for steps or zones whose
    grid does not meet the full hour UTC: the local midnight, for example. Raises ValueError at once.
    """
    if length < 1 or step < 1 or before < 0 or after < 0:
        raise ValueError("lengths and steps are at least a minute, buffers at least none")
    first = not_before or datetime.min.replace(tzinfo=UTC)
    grid = _Grid(anchor, timedelta(minutes=step))
    visit = _Visit(*(timedelta(minutes=minutes) for minutes in (before, length, after)))
    return _fit(merge(open_), merge(busy), visit, grid, first)


@dataclass(frozen=True, slots=True)
class _Visit:
    before: timedelta
    length: timedelta
    after: timedelta


@dataclass(frozen=True, slots=True)
class _Grid:
    anchor: datetime
    step: timedelta

    def from_(self, at: datetime) -> datetime:
        """The first start on the grid that is not before `at`."""
        return at + (self.anchor - at) % self.step


def _fit(
    open_: Sequence[Interval], busy: Sequence[Interval], visit: _Visit, grid: _Grid, first: datetime
) -> Iterator[datetime]:
    """One walk over both lists: a visit that meets something moves behind it."""
    needed = visit.length + visit.after
    following = 0
    for span in open_:
        at, last = grid.from_(max(span.start, first)), span.end - visit.length
        while at <= last:
            while following < len(busy) and busy[following].end <= at - visit.before:
                following += 1
            if following < len(busy) and busy[following].start < at + needed:
                at = grid.from_(busy[following].end + visit.before)
            else:
                yield at
                at += grid.step


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minute, DAY_MINUTES)
    return at_local(day + timedelta(days=days), time(minute // 60, minute % 60), zone)

"""Leave in words of days and hours, and back: a branch's zone decides which moments a day is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daybook.lib.zones import at_local, day_bounds, local_day


def moments(
    first: date, last: date, zone: ZoneInfo, start: time | None = None, end: time | None = None
) -> tuple[datetime, datetime]:
    """From `start` on `first` to `end` on `last` (UTC). Without `start` from the day's beginning; without `end`, or
    with 0:00, to the day's end."""
    midnight = time(0)
    begins = at_local(first, start or midnight, zone)
    return begins, day_bounds(last, zone)[1] if end in (None, midnight) else at_local(last, end, zone)


@dataclass(frozen=True, slots=True)
class Away:
    """A leave as people say it: days from `first` to `last`, and the clock times when it is not whole days."""

    first: date
    last: date
    start: time | None = None
    end: time | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def as_away(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Away:
    """A leave between two moments, seen from `zone`."""
    first, last = local_day(starts_at, zone), local_day(ends_at - timedelta(microseconds=1), zone)
    if moments(first, last, zone) == (starts_at, ends_at):
        return Away(first, last)
    return Away(first, last, starts_at.astimezone(zone).time(), ends_at.astimezone(zone).time())

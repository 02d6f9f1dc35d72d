"""Leave in words of days and hours, and back: a branch's zone decides which moments a day is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daybook.lib.zones import at_local, day_bounds, local_day


def whole_days(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the beginning of `first` to the end of `last` (UTC)."""
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


def hours(day: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From `start` to `end` of one day (UTC); an `end` of 0:00 is the end of the day."""
    until = at_local(day, end, zone) if end != time(0) else day_bounds(day, zone)[1]
    return at_local(day, start, zone), until


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
    if whole_days(first, last, zone) == (starts_at, ends_at):
        return Away(first, last)
    return Away(first, last, starts_at.astimezone(zone).time(), ends_at.astimezone(zone).time())

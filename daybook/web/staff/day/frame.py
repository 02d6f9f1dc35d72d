"""The day that is drawn, and where a moment stands on it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.intervals import Interval
from daybook.lib.zones import day_bounds, local_day


@dataclass(frozen=True, slots=True)
class Frame:
    """The day being drawn: local midnight to midnight at the branch."""

    day: date
    branch: Branch
    zone: ZoneInfo
    start: datetime
    end: datetime
    now: datetime
    base: str
    may_move: bool

    @classmethod
    def of(cls, day: date, branch: Branch, zone: ZoneInfo, base: str, may_move: bool) -> "Frame":
        return cls(day, branch, zone, *day_bounds(day, zone), clock.now(), base, may_move)

    def minute(self, at: datetime) -> int:
        """Minutes on the wall clock since local midnight, so that 10:00 stands beside 10:00 on every day."""
        local = at.astimezone(self.zone)
        if local.date() != self.day:
            return 0 if local.date() < self.day else 1440
        return local.hour * 60 + local.minute

    def row(self, at: datetime) -> int:
        return self.minute(at) // 5

    def rows(self, span: Interval) -> tuple[int, int]:
        """First row and how many; at least one."""
        first = min(self.minute(span.start) // 5, 287)
        last = -(-self.minute(span.end) // 5)
        return first, max(last - first, 1)

    @property
    def is_today(self) -> bool:
        return local_day(self.now, self.zone) == self.day

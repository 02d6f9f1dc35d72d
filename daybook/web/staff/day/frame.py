"""The day that is drawn, and where a moment stands on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from daybook.booking.models import Appointment
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.intervals import Interval
from daybook.lib.zones import day_bounds, local_day

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """The day being drawn: local midnight to midnight at the branch. `plain`: its clocks do not change. `record`: it is
    over, and what is told is what happened. `states`: the word of each, translated once. `dues`: what the patient of an
    appointment owes, in words.
    """

    day: date
    branch: Branch
    zone: ZoneInfo
    start: datetime
    end: datetime
    now: datetime
    base: str
    may_move: bool
    is_today: bool
    plain: bool
    states: dict[str, str]
    dues: Mapping[str, str] = field(default_factory=dict)
    record: bool = False

    @classmethod
    def of(cls, day: date, branch: Branch, zone: ZoneInfo, base: str, may_move: bool) -> "Frame":
        now, (start, end) = clock.now(), day_bounds(day, zone)
        states = {status.value: str(status.label) for status in Appointment.Status}
        plain, today = end - start == DAY, local_day(now, zone)
        over = day < today
        may_move = may_move and not over
        return cls(
            day, branch, zone, start, end, now, base, may_move, day == today, plain, states, record=over
        )

    def within(self, at: datetime) -> bool:
        """Whether a moment is of this day."""
        return self.start <= at < self.end

    def minute(self, at: datetime) -> int:
        """Minutes on the wall clock since local midnight, so that 10:00 stands beside 10:00 on every day."""
        if self.plain:
            return min(max((at - self.start) // MINUTE, 0), 1440)
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

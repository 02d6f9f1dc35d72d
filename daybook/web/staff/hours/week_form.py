"""A whole week as a form: for each day some spans of work and some breaks, as many as are typed.

A span is three or four fields of one name, such as `work-0-from`; the n-th of each belong together. Buttons that add,
copy or take away a span send the whole form and get it back changed, nothing saved: so it works without scripts too.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from daybook.clinics.models import Room
from daybook.lib.refused import Refused
from daybook.scheduling.models import Weekday, WeeklyHours
from daybook.scheduling.refusals import WeekRefused
from daybook.scheduling.week import DAY, Span
from daybook.tenancy.versions import StaleSave
from daybook.web.saving import Conflict

WORK, BREAK = WeeklyHours.Kind.WORK.value, WeeklyHours.Kind.BREAK.value
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_FIELDS = ("from", "to", "room", "label")
MOST = 24
"""Spans of one day that are looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    """One span as it was typed. `focus`: it has just been asked for."""

    starts: str = ""
    ends: str = ""
    room: str = ""
    label: str = ""
    focus: bool = False

    @property
    def blank(self) -> bool:
        return not (self.starts or self.ends)


@dataclass(slots=True)
class Day:
    """One weekday of the form."""

    number: int
    work: list[Line] = field(default_factory=list)
    breaks: list[Line] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(Weekday(self.number).label)

    @property
    def minutes(self) -> int:
        """Worked, as far as the times can be read."""
        spans = [(1, line) for line in self.work] + [(-1, line) for line in self.breaks]
        return sum(sign * _length(line) for sign, line in spans)


class WeekForm:
    """`status`, `conflicts` and `errors` as `saving.RowForm` has them."""

    def __init__(self, days: list[Day], version: str) -> None:
        self.days, self.version = days, version
        self.status = 200
        self.errors: list[str] = []
        self.conflicts: list[Conflict] = []

    @classmethod
    def of(cls, spans: Iterable[Span], version: str) -> "WeekForm":
        days = [Day(number) for number in Weekday.values]
        for span in spans:
            line = Line(_text(span.starts), _text(span.ends), str(span.room_id or ""), span.label)
            day = days[span.weekday]
            (day.work if span.works else day.breaks).append(line)
        return cls(days, version)

    @classmethod
    def sent(cls, data: QueryDict) -> "WeekForm":
        days = [Day(n, _lines(data, WORK, n), _lines(data, BREAK, n)) for n in Weekday.values]
        return cls(days, data.get("version", "")[:64])

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    def alter(self, what: str) -> None:
        """`add:work:0`, `drop:break:0:1`, or `copy:0:4` (Monday onto the days up to Friday)."""
        verb, *rest = what.split(":")
        if verb == "copy" and len(rest) == 2 and all(_is_day(each) for each in rest):
            self._copy(int(rest[0]), int(rest[1]))
        elif verb in ("add", "drop") and len(rest) >= 2 and _is_day(rest[1]):
            lines = self.days[int(rest[1])].work if rest[0] == WORK else self.days[int(rest[1])].breaks
            if verb == "add" and len(lines) < MOST:
                lines.append(Line(focus=True))
            elif verb == "drop" and rest[-1].isdecimal() and int(rest[-1][:3]) < len(lines):
                del lines[int(rest[-1][:3])]

    def _copy(self, source: int, last: int) -> None:
        like = self.days[source]
        for day in self.days[source + 1 : last + 1]:
            day.work, day.breaks = list(like.work), list(like.breaks)

    def saves(self, work: Callable[[list[Span]], object]) -> bool:
        spans = self._spans()
        if any(day.errors for day in self.days):
            self.status = 422
            return False
        try:
            work(spans)
        except StaleSave as stale:
            self.conflicts = [Conflict(each.label, each.saved, each.asked) for each in stale.differing]
            self.version = str(stale.version)
        except WeekRefused as refused:
            for problem in refused.problems:
                self.days[problem.weekday].errors.append(problem.message)
        except Refused as refused:
            self.errors.append(str(refused.message))
        else:
            return True
        self.status = 409
        return False

    def _spans(self) -> list[Span]:
        found = []
        for day in self.days:
            for kind, lines in ((WORK, day.work), (BREAK, day.breaks)):
                found += [span for line in lines if (span := _span(day, kind, line))]
        return found


def starting_like(spans: Iterable[Span]) -> list[Span]:
    """Somebody else's week to begin with: without their rooms."""
    return [replace(span, room_id=None) for span in spans]


def room_choices(rooms: Iterable[Room]) -> list[tuple[str, str]]:
    return [(str(room.id), room.name) for room in rooms]


def _span(day: Day, kind: str, line: Line) -> Span | None:
    if line.blank:
        return None
    try:
        starts, ends = _minute(line.starts), _minute(line.ends) or DAY
        room = UUID(line.room) if line.room else None
    except ValueError:
        day.errors.append(_("Write both times, such as 9:00 and 13:00, and choose a room of the list."))
        return None
    return Span(day.number, starts, ends, kind, room, line.label)


def _minute(text: str) -> int:
    """Raises ValueError for what is no time of a day."""
    found = _CLOCK.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else DAY + 1
    if minute > DAY:
        raise ValueError("not a time of a day")
    return minute


def _length(line: Line) -> int:
    try:
        return max((_minute(line.ends) or DAY) - _minute(line.starts), 0)
    except ValueError:
        return 0


def _text(minute: int) -> str:
    """As the browser's time field takes it, where the end of the day is 00:00."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _is_day(text: str) -> bool:
    return text in {"0", "1", "2", "3", "4", "5", "6"}


def _lines(data: QueryDict, kind: str, day: int) -> list[Line]:
    columns = [data.getlist(f"{kind}-{day}-{name}")[:MOST] for name in _FIELDS]
    longest = max(len(columns[0]), len(columns[1]))
    starts, ends, rooms, labels = columns
    return [
        Line(_cell(starts, at), _cell(ends, at), _cell(rooms, at), _cell(labels, at)) for at in range(longest)
    ]


def _cell(column: list[str], at: int) -> str:
    return column[at].strip()[:80] if at < len(column) else ""

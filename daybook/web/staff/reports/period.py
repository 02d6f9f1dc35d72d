"""The days that a report is of: one, a week from Monday, or a month; and those it is compared with."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

KINDS = ("day", "week", "month")
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """`first`..`last` and `before_first`..`before_last`, all included. A day is compared with the same weekday before,
    a week and a month with the one before; while one still runs, only with as many days of it. `read_from`: the
    first day that any of the page's pictures shows."""

    kind: str
    first: date
    last: date
    before_first: date
    before_last: date
    today: date

    @property
    def read_from(self) -> date:
        return self.before_first

    @property
    def runs(self) -> bool:
        """Today is one of its days."""
        return self.first <= self.today <= self.last

    @property
    def earlier(self) -> date:
        """A day of the period before."""
        return self.first - _DAY

    @property
    def later(self) -> date:
        return self.last + _DAY

    @property
    def days(self) -> list[date]:
        return _days(self.first, self.last)

    @property
    def drawn(self) -> list[date]:
        """The days of its pictures: a day is drawn at the end of the week that led to it."""
        return _days(self.before_first, self.last) if self.kind == "day" else self.days

    def before(self, day: date) -> date | None:
        """The day that stands in the same place of the period before; a month before may be too short for one."""
        if self.kind == "day":
            return None
        other = self.first - _WEEK if self.kind == "week" else _month_before(self.first)
        same = other + (day - self.first)
        return same if same < self.first else None

    @property
    def words(self) -> str:
        if self.kind == "day":
            return date_format(self.first, "l, j F Y")
        return date_format(self.first, "F Y") if self.kind == "month" else span_words(self.first, self.last)

    @property
    def before_words(self) -> str:
        if self.kind == "day":
            return date_format(self.before_first, "l, j F")
        return span_words(self.before_first, self.before_last)


def period(kind: str, day: date, today: date) -> Period:
    """The one of that kind which `day` lies in."""
    if kind == "day":
        return Period(kind, day, day, day - _WEEK, day - _WEEK, today)
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        last, before = first + timedelta(days=6), first - _WEEK
    else:
        first = day.replace(day=1)
        last = day.replace(day=monthrange(day.year, day.month)[1])
        before = _month_before(first)
    ended = first - _DAY
    if first <= today < last:
        ended = min(before + (today - first), ended)
    return Period(kind, first, last, before, ended, today)


def span_words(first: date, last: date) -> str:
    """ "16 Nov – 22 Nov 2026"."""
    if first == last:
        return date_format(first, "j F Y")
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"


def _month_before(first: date) -> date:
    return (first - _DAY).replace(day=1)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]

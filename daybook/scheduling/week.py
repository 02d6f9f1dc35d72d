"""A practitioner's week at a branch as a value, and what a week may look like. No database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from daybook.scheduling.models import Weekday, WeeklyHours
from daybook.scheduling.refusals import Problem

DAY, WEEK = 1440, 7 * 1440
MOST_SPANS = 12
"""Of one kind on one day: more is a mistake, or a machine."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes since the branch's midnight; `ends` 1440 is the end of the day. `room_id` only where it is worked."""

    weekday: int
    starts: int
    ends: int
    kind: str = WeeklyHours.Kind.WORK.value
    room_id: UUID | None = None
    label: str = ""

    def __str__(self) -> str:
        return f"{clock_words(self.starts)}–{clock_words(self.ends)}"

    @property
    def works(self) -> bool:
        return self.kind == WeeklyHours.Kind.WORK


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The spans worked at another branch, and how that branch's clocks stand to this one's."""

    branch_name: str
    zone: ZoneInfo
    spans: Sequence[Span]


def clock_words(minute: int) -> str:
    """540 -> "9:00"; 1440 -> "24:00"."""
    return f"{minute // 60}:{minute % 60:02}"


def digest(spans: Iterable[Span]) -> str:
    """A word for exactly this week: what a form carries as its version, since a week is many rows."""
    text = "\n".join(repr(astuple(span)) for span in sorted(spans, key=astuple))
    return sha256(text.encode()).hexdigest()[:16]


def astuple(span: Span) -> tuple[int, int, int, str, str, str]:
    return (span.weekday, span.starts, span.ends, span.kind, str(span.room_id or ""), span.label)


def problems_of(spans: Sequence[Span]) -> Iterator[Problem]:
    """What is wrong with the week by itself: times, overlaps, breaks outside the working hours."""
    for day in Weekday:
        today = sorted((span for span in spans if span.weekday == day), key=astuple)
        work, breaks = [s for s in today if s.works], [s for s in today if not s.works]
        yield from (Problem(day, message) for message in _day_problems(work, breaks))


def _day_problems(work: list[Span], breaks: list[Span]) -> Iterator[str]:
    if len(work) > MOST_SPANS or len(breaks) > MOST_SPANS:
        yield _("These are too many times for one day.")
        return
    for span in work + breaks:
        if not 0 <= span.starts < span.ends <= DAY:
            yield _("%(span)s: the end must be later than the start.") % {"span": span}
    for first, second in [*pairwise(work), *pairwise(breaks)]:
        if second.starts < first.ends:
            yield _("%(first)s and %(second)s overlap.") % {"first": first, "second": second}
    for each in breaks:
        if not any(span.starts <= each.starts and each.ends <= span.ends for span in work):
            yield _("The break %(span)s is outside the working hours.") % {"span": each}


def clashes(
    spans: Sequence[Span], zone: ZoneInfo, others: Iterable[Elsewhere], at: datetime
) -> Iterator[Problem]:
    """Where the week has its practitioner at another branch at the same time.

    Branches in different zones are compared over the year that follows `at`, since their clocks do not change on
    the same days.
    """
    for other in others:
        for ahead in _differences(zone, other.zone, at):
            yield from _clashes_with(spans, other, ahead)


def _differences(here: ZoneInfo, there: ZoneInfo, at: datetime) -> list[int]:
    """By how many minutes the clocks there are ahead of those here, each value of the coming year once."""
    if here == there:
        return [0]
    moments = [at + timedelta(days=days) for days in range(0, 366, 3)]
    offsets = {(m.astimezone(there).utcoffset(), m.astimezone(here).utcoffset()) for m in moments}
    return sorted({int(((a or timedelta()) - (b or timedelta())).total_seconds() // 60) for a, b in offsets})


def _clashes_with(spans: Sequence[Span], other: Elsewhere, ahead: int) -> Iterator[Problem]:
    for mine in spans:
        for theirs in other.spans:
            if mine.works and theirs.works and _meet(mine, theirs, ahead):
                words = _("%(mine)s overlaps %(theirs)s at %(branch)s.")
                told = {"mine": mine, "theirs": theirs, "branch": other.branch_name}
                yield Problem(mine.weekday, words % told)


def _meet(mine: Span, theirs: Span, ahead: int) -> bool:
    start = mine.weekday * DAY + mine.starts
    their_start = theirs.weekday * DAY + theirs.starts - ahead
    length, their_length = mine.ends - mine.starts, theirs.ends - theirs.starts
    # Around the week's end: how far the one begins after the other, either way.
    return (their_start - start) % WEEK < length or (start - their_start) % WEEK < their_length

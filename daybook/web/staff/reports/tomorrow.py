"""Tomorrow's hours as strips: open, and what of it is booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from daybook.booking.report import FreeDay
from daybook.clinics.models import Branch
from daybook.lib.intervals import Interval, subtract
from daybook.lib.zones import zone
from daybook.web.staff.reports.chart import percent


@dataclass(frozen=True, slots=True)
class Strip:
    """One practitioner at one branch. `open` and `booked`: (x, width) in per cent of the whole strip; `free`: words."""

    who: str
    where: str
    hours: str
    open: tuple[tuple[str, str], ...]
    booked: tuple[tuple[str, str], ...]
    free: str
    of: str
    gaps: str


@dataclass(frozen=True, slots=True)
class Tomorrow:
    day: str
    strips: tuple[Strip, ...]
    ticks: tuple[tuple[str, str], ...]
    free: str
    of: str


def tomorrow(found: Sequence[FreeDay], branches: Sequence[Branch], names: Mapping[UUID, str]) -> Tomorrow:
    """Strips in the order of branches and practitioners. The clock of each branch runs along it."""
    by_id = {branch.id: (place, branch) for place, branch in enumerate(branches)}
    order = {who: place for place, who in enumerate(names)}
    here = [day for day in found if day.practitioner_id in names]
    here.sort(key=lambda day: (by_id[day.branch_id][0], order[day.practitioner_id]))
    spans = [_minutes(span, day, by_id[day.branch_id][1]) for day in here for span in day.open]
    first = min((start for start, _end in spans), default=540) // 60 * 60
    last = -(-max((end for _start, end in spans), default=1020) // 60) * 60
    strips = [_strip(day, by_id[day.branch_id][1], names, (first, last), len(branches) > 1) for day in here]
    days = sorted({day.day for day in here})
    return Tomorrow(
        ", ".join(date_format(day, "l, j F") for day in days),
        tuple(strips),
        tuple(
            (percent((minute - first) / (last - first)), f"{minute // 60}:00")
            for minute in range(first + 120 - first % 120, last, 120)
        ),
        hours_words(sum((_length(day.free) for day in here), timedelta())),
        hours_words(sum((_length(day.open) for day in here), timedelta())),
    )


def hours_words(length: timedelta) -> str:
    """ "7 h 30 min", "45 min", "0 h"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if not minutes:
        return _("%(hours)d h") % {"hours": hours}
    values = {"hours": hours, "minutes": minutes}
    return (_("%(hours)d h %(minutes)d min") if hours else _("%(minutes)d min")) % values


def _strip(
    day: FreeDay, branch: Branch, names: Mapping[UUID, str], frame: tuple[int, int], several: bool
) -> Strip:
    def across(spans: Sequence[Interval]) -> tuple[tuple[str, str], ...]:
        places = [_minutes(span, day, branch) for span in spans]
        whole = frame[1] - frame[0]
        return tuple((percent((a - frame[0]) / whole), percent((b - a) / whole)) for a, b in places)

    booked = subtract(day.open, day.free)
    return Strip(
        names[day.practitioner_id],
        branch.name if several else "",
        _clock(day.open, branch),
        across(day.open),
        across(booked),
        hours_words(_length(day.free)),
        hours_words(_length(day.open)),
        _clock(day.free, branch) or _("nothing"),
    )


def _minutes(span: Interval, day: FreeDay, branch: Branch) -> tuple[int, int]:
    """What the branch's clock shows at both ends, in minutes of that day."""

    def shown(at: datetime) -> int:
        local = at.astimezone(zone(branch.time_zone))
        return local.hour * 60 + local.minute + 1440 * (local.date() - day.day).days

    start = shown(span.start)
    return start, max(shown(span.end), start)


def _clock(spans: Sequence[Interval], branch: Branch) -> str:
    def text(at: datetime) -> str:
        local: Any = at.astimezone(zone(branch.time_zone))
        return f"{local.hour}:{local.minute:02}"

    return ", ".join(f"{text(span.start)}–{text(span.end)}" for span in spans)


def _length(spans: Sequence[Interval]) -> timedelta:
    return sum((span.length for span in spans), timedelta())

"""Bars over days, drawn on the server: an SVG whose widths are parts of the page's, so that its bars grow with the page
and nothing is stretched. The same numbers stand in a table below it.

Numbers of the drawing are texts already: a template would write them with the language's decimal comma.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from daybook.web.staff.reports.period import Period

HEIGHT, AIR = 140, 8


@dataclass(frozen=True, slots=True)
class Series:
    """What is stacked: a name of the style sheet, a word, and what there was of it on each day."""

    style: str
    word: Any
    values: Mapping[date, int]

    def on(self, day: date) -> int:
        return max(self.values.get(day, 0), 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle; across in per cent, down in pixels."""

    style: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Line:
    """Across the drawing: how far down, and what it stands for."""

    y: str
    word: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    word: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """`rows`: the table, each with the day's word and a text for each of `heads`. `before`: the word for the small
    lines, empty when there are none."""

    name: str
    title: Any
    height: int
    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    legend: tuple[tuple[str, str, str], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    before: str
    empty: bool


def chart(
    name: str,
    title: Any,
    period: Period,
    series: Sequence[Series],
    told: Callable[[int], str],
    unit: int,
    before: str,
) -> Chart:
    """`told`: how an amount is written; `unit`: the smallest step of the scale, one patient or one rupee."""
    days = period.drawn
    earlier = {day: period.before(day) for day in days}
    sums = {day: sum(each.on(day) for each in series) for day in days}
    then = {day: sum(each.on(old) for each in series) for day, old in earlier.items() if old}
    top = ceiling(max([*sums.values(), *then.values(), 1]), unit)
    total = [sum(each.on(day) for day in period.days) for each in series]
    return Chart(
        name,
        title,
        HEIGHT + AIR,
        tuple(_pieces(days, series, then, top)),
        tuple(Line(_down(part * top // 2, top), told(part * top // 2)) for part in (2, 1, 0)),
        tuple(_ticks(days, period)),
        tuple((each.style, str(each.word), told(sum_)) for each, sum_ in zip(series, total, strict=True)),
        tuple(str(each.word) for each in series),
        tuple((date_format(day, "D j M"), tuple(told(each.on(day)) for each in series)) for day in days),
        before if any(then.values()) else "",
        not any(sums.values()),
    )


def ceiling(value: int, unit: int) -> int:
    """The next of 2, 4, 6, 8, 10, 20, 40 ... units: each has a half that is easy to read."""
    step = unit
    while True:
        for times in (2, 4, 6, 8, 10):
            if value <= step * times:
                return step * times
        step *= 10


def percent(part: float) -> str:
    return f"{100 * part:.3f}%"


def _pieces(
    days: Sequence[date], series: Sequence[Series], then: Mapping[date, int], top: int
) -> list[Piece]:
    wide, found = 1 / len(days), []
    gap = min(0.22, 0.1 + 0.012 * len(days)) if len(days) < 12 else 0.2
    for place, day in enumerate(days):
        x, width, below = percent((place + gap) * wide), percent((1 - 2 * gap) * wide), 0
        for each in series:
            if value := each.on(day):
                y, height = _down(below + value, top), f"{value * HEIGHT / top:.1f}"
                found.append(Piece(each.style, x, y, width, height))
                below += value
        if then.get(day):
            line = percent((place + gap / 2) * wide), _down(then[day], top), percent((1 - gap) * wide)
            found.append(Piece("before", *line, "1.5"))
    return found


def _down(value: int, top: int) -> str:
    return f"{AIR + HEIGHT - value * HEIGHT / top:.1f}"


def _ticks(days: Sequence[date], period: Period) -> list[Tick]:
    found = []
    for place, day in enumerate(days):
        if len(days) < 12 or day.day % 7 == 1:
            word = date_format(day, "D j") if len(days) < 12 else date_format(day, "j")
            found.append(Tick(percent((place + 0.5) / len(days)), word, day == period.today))
    return found

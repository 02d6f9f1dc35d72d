"""Trends of vitals as small drawings: points of an SVG in a box of 300 by 48, and the words beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybook.records.story import StoryLine, Trend, trends
from daybook.records.vitals import said

WIDTH, HEIGHT, MARGIN = 300, 48, 4
LABELS: dict[str, Any] = {
    "systolic": gettext_lazy("Blood pressure"),
    "weight_g": gettext_lazy("Weight, kg"),
    "sugar": gettext_lazy("Sugar, mg/dl"),
}
PER = {"weight_g": 1000}


@dataclass(frozen=True, slots=True)
class Curve:
    """`polylines`: SVG points, the first one drawn strongest. `words` says the first and the last value."""

    label: str
    polylines: tuple[str, ...]
    words: str


def curves(lines: Sequence[StoryLine]) -> Iterator[Curve]:
    """One for each vital that was measured at two visits or more."""
    for group in trends(lines):
        values = [value for trend in group for _day, value in trend.points]
        low, high = min(values), max(values)
        drawn = tuple(_polyline(trend, low, high) for trend in group)
        yield Curve(str(LABELS[group[0].name]), drawn, _words(group))


def _polyline(trend: Trend, low: int, high: int) -> str:
    days = [day.toordinal() for day, _value in trend.points]
    first, span = days[0], max(days[-1] - days[0], 1)
    rise = max(high - low, 1)
    return " ".join(
        f"{MARGIN + (day - first) * (WIDTH - 2 * MARGIN) / span:.0f},"
        f"{HEIGHT - MARGIN - (value - low) * (HEIGHT - 2 * MARGIN) / rise:.0f}"
        for day, (_at, value) in zip(days, trend.points, strict=True)
    )


def _words(group: tuple[Trend, ...]) -> str:
    before, now = _value(group, 0), _value(group, -1)
    since, last = group[0].points[0][0], group[0].points[-1][0]
    values = {
        "before": before,
        "since": date_format(since, "M Y"),
        "now": now,
        "last": date_format(last, "j M Y"),
        "count": len(group[0].points),
    }
    return _("%(before)s in %(since)s, %(now)s on %(last)s; %(count)d visits") % values


def _value(group: tuple[Trend, ...], place: int) -> str:
    return "/".join(said(trend.points[place][1], PER.get(trend.name, 1)) for trend in group)

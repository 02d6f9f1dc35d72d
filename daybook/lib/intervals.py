"""Spans of time: half-open, from `start` up to but not including `end`. Two that touch do not overlap."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """From `start` up to `end`, both aware. Sorts by start, then end. Empty where `end` is not later."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return max(self.end - self.start, timedelta(0))


def overlaps(a: Interval, b: Interval) -> bool:
    """Whether some moment lies in both."""
    return max(a.start, b.start) < min(a.end, b.end)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments, sorted and apart: what overlaps or touches becomes one, what is empty goes."""
    merged: list[Interval] = []
    for each in sorted(intervals):
        if each.end <= each.start:
            continue
        if merged and each.start <= merged[-1].end:
            if each.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, each.end)
        else:
            merged.append(each)
    return merged


def subtract(base: Iterable[Interval], minus: Iterable[Interval]) -> list[Interval]:
    """The moments of `base` that lie in no interval of `minus`, as `merge` gives them."""
    left: list[Interval] = []
    holes = merge(minus)
    first = 0
    for span in merge(base):
        start = span.start
        while first < len(holes) and holes[first].end <= start:
            first += 1
        at = first
        while at < len(holes) and holes[at].start < span.end:
            if holes[at].start > start:
                left.append(Interval(start, holes[at].start))
            start = max(start, holes[at].end)
            at += 1
        if start < span.end:
            left.append(Interval(start, span.end))
    return left

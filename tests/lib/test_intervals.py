from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.intervals import Interval, merge, overlaps, subtract

ZERO = datetime(2026, 1, 1, tzinfo=UTC)


def span(start: int, end: int) -> Interval:
    return Interval(ZERO + timedelta(minutes=start), ZERO + timedelta(minutes=end))


def minutes(intervals: list[Interval]) -> set[int]:
    """The model: an interval is the set of its minutes."""
    return {at for at in range(61) for each in intervals if each.start <= span(at, at).start < each.end}


spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: span(*pair))
many = st.lists(spans, max_size=8)


def is_separate(intervals: list[Interval]) -> bool:
    pairs = pairwise(intervals)
    return all(each.start < each.end for each in intervals) and all(a.end < b.start for a, b in pairs)


def test_those_that_touch_do_not_overlap_but_merge() -> None:
    assert not overlaps(span(0, 10), span(10, 20))
    assert merge([span(10, 20), span(0, 10)]) == [span(0, 20)]


def test_a_hole_splits_and_an_empty_interval_does_nothing() -> None:
    assert subtract([span(0, 60)], [span(10, 20), span(30, 30), span(50, 90)]) == [span(0, 10), span(20, 50)]


def test_a_length_is_never_negative() -> None:
    assert span(5, 35).length == timedelta(minutes=30)
    assert span(35, 5).length == timedelta(0)


@given(spans, spans)
def test_two_overlap_when_they_share_a_minute(a: Interval, b: Interval) -> None:
    assert overlaps(a, b) == bool(minutes([a]) & minutes([b])) == overlaps(b, a)


@given(many)
def test_merging_keeps_the_minutes_and_sets_them_apart(intervals: list[Interval]) -> None:
    merged = merge(intervals)
    assert minutes(merged) == minutes(intervals) and is_separate(merged)


@given(many, many)
def test_subtracting_leaves_the_minutes_that_are_only_in_the_first(
    base: list[Interval], minus: list[Interval]
) -> None:
    left = subtract(base, minus)
    assert minutes(left) == minutes(base) - minutes(minus)
    assert is_separate(left)

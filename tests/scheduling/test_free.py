from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.intervals import Interval
from daybook.lib.zones import day_bounds, zone
from daybook.scheduling.free import LocalSpan, free_times, open_intervals, span_of

KOLKATA, BERLIN, HOWE, CAIRO = (
    zone(name) for name in ("Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo")
)
ORDINARY = date(2026, 11, 23)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # when Berlin's clocks change
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


def at(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


def span(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def hours(intervals: list[Interval]) -> float:
    return sum(each.length / timedelta(hours=1) for each in intervals)


def test_a_working_day_less_break_and_leave() -> None:
    found = open_intervals(
        ORDINARY,
        KOLKATA,
        weekly=[LocalSpan(17 * 60, 20 * 60), LocalSpan(9 * 60, 14 * 60)],
        breaks=[LocalSpan(11 * 60, 11 * 60 + 30)],
        leave=[Interval(datetime(2026, 11, 23, 13, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))],
    )
    assert [(each.start.strftime("%H%M"), each.end.strftime("%H%M")) for each in found] == [
        ("0330", "0530"),
        ("0600", "0830"),
        ("1130", "1330"),
    ]


def test_a_closed_day_is_not_open() -> None:
    assert open_intervals(ORDINARY, KOLKATA, weekly=[LocalSpan(0, 1440)], closed=True) == []


def test_a_span_may_end_at_midnight_and_meets_the_next_days_first() -> None:
    evening = span_of(ORDINARY, LocalSpan(22 * 60, 1440), KOLKATA)
    night = span_of(ORDINARY + timedelta(days=1), LocalSpan(0, 60), KOLKATA)
    assert evening.length == timedelta(hours=2) and evening.end == night.start


@pytest.mark.parametrize("ends", [(60, 60), (120, 60), (1200, 1441), (-1, 60)])
def test_a_span_that_turns_round_or_goes_on_after_midnight_is_refused(ends: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="midnight"):
        LocalSpan(*ends)


@pytest.mark.parametrize(
    ("day", "place", "local", "length"),
    [
        (SPRING, BERLIN, LocalSpan(0, 1440), 23),
        (AUTUMN, BERLIN, LocalSpan(0, 1440), 25),
        (SPRING, BERLIN, LocalSpan(60, 240), 2),
        (AUTUMN, BERLIN, LocalSpan(60, 240), 4),
        (SPRING, BERLIN, LocalSpan(120, 180), 0),  # the hour that is skipped
        (SPRING, BERLIN, LocalSpan(150, 240), 1),
        (SPRING, BERLIN, LocalSpan(540, 1020), 8),
        (date(2026, 10, 4), HOWE, LocalSpan(0, 1440), 23.5),
        (date(2026, 4, 5), HOWE, LocalSpan(0, 1440), 24.5),
        (date(2026, 4, 24), CAIRO, LocalSpan(0, 120), 1),  # midnight is skipped
    ],
)
def test_hours_are_as_long_as_the_clocks_make_them(
    day: date, place: ZoneInfo, local: LocalSpan, length: float
) -> None:
    assert hours(open_intervals(day, place, weekly=[local])) == length


@given(
    st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.sampled_from([KOLKATA, BERLIN, HOWE, CAIRO]), st.data()
)
def test_cutting_a_day_into_spans_loses_and_doubles_nothing(
    day: date, place: ZoneInfo, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, 1439), max_size=5)) | {0, 1440})
    spans = [LocalSpan(start, end) for start, end in pairwise(cuts)]
    pieces = [span_of(day, each, place) for each in spans]
    assert sum((each.length for each in pieces), timedelta()) == hours_of(day, place)
    assert open_intervals(day, place, weekly=spans) == [Interval(*day_bounds(day, place))]


def hours_of(day: date, place: ZoneInfo) -> timedelta:
    start, end = day_bounds(day, place)
    return end - start


def test_visits_follow_each_other_and_end_with_the_hours() -> None:
    assert list(free_times([span(540, 600)], [], length=30)) == [at(540), at(555), at(570)]


def test_what_touches_does_not_collide() -> None:
    assert list(free_times([span(540, 630)], [span(570, 600)], length=30)) == [at(540), at(600)]


def test_buffers_keep_apart_but_may_lie_outside_the_hours() -> None:
    found = free_times([span(540, 690)], [span(600, 615)], length=30, before=10, after=15, step=5)
    assert list(found) == [at(540), at(545), at(550), at(555), *(at(minute) for minute in range(625, 661, 5))]


def test_a_visit_outside_the_hours_can_still_meet_a_buffer() -> None:
    """Busy before opening and after closing: another branch's visit, an overbooked one."""
    busy = [span(500, 545), span(600, 660)]
    assert list(free_times([span(540, 600)], busy, length=15, before=5, after=0)) == [
        at(555),
        at(570),
        at(585),
    ]
    assert list(free_times([span(540, 600)], busy, length=15, before=5, after=5)) == [at(555), at(570)]


def test_nothing_starts_before_now() -> None:
    assert list(free_times([span(540, 600)], [], length=30, not_before=at(541))) == [at(555), at(570)]
    assert list(free_times([span(540, 600)], [], length=30, not_before=at(555))) == [at(555), at(570)]
    assert list(free_times([span(540, 600)], [], length=30, not_before=at(601))) == []


def test_starts_stand_on_the_local_clock_whatever_opens_or_ends_beside_it() -> None:
    assert list(free_times([span(547, 600)], [], length=20, not_before=at(0))) == [at(555), at(570)]
    midnight = day_bounds(ORDINARY, KOLKATA)[0]  # 18:30 UTC: full hours there are half hours in UTC
    nine = span_of(ORDINARY, LocalSpan(540, 660), KOLKATA)
    starts = list(free_times([nine], [], length=60, step=60, anchor=midnight))
    assert [each.astimezone(KOLKATA).strftime("%H%M") for each in starts] == ["0900", "1000"]


def test_the_hour_shown_twice_is_offered_twice() -> None:
    night = open_intervals(AUTUMN, BERLIN, weekly=[LocalSpan(120, 180)])
    shown = [each.astimezone(BERLIN).strftime("%H%M%z") for each in free_times(night, [], length=30, step=30)]
    assert shown == ["0200+0200", "0230+0200", "0200+0100", "0230+0100"]


def test_the_first_are_found_without_the_rest() -> None:
    endless = [Interval(MIDNIGHT, datetime(9000, 1, 1, tzinfo=UTC))]
    assert list(islice(free_times(endless, [span(0, 15)], length=15), 2)) == [at(15), at(30)]


@pytest.mark.parametrize(("length", "step", "before"), [(0, 15, 0), (15, 0, 0), (15, 15, -1)])
def test_a_length_that_makes_no_sense_is_refused_at_once(length: int, step: int, before: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        free_times([span(0, 60)], [], length=length, step=step, before=before)


spans = st.tuples(st.integers(0, 180), st.integers(-5, 60)).map(lambda pair: span(pair[0], pair[0] + pair[1]))


@given(
    opened=st.lists(spans, max_size=4),
    busy=st.lists(spans, max_size=6),
    length=st.integers(1, 40),
    before=st.integers(0, 20),
    after=st.integers(0, 20),
    step=st.integers(1, 30),
    anchor=st.integers(-100, 300),
    first=st.integers(0, 200),
)
def test_it_finds_what_trying_every_minute_finds(
    opened: list[Interval],
    busy: list[Interval],
    length: int,
    before: int,
    after: int,
    step: int,
    anchor: int,
    first: int,
) -> None:
    free = {minute for each in opened for minute in range(-50, 400) if each.start <= at(minute) < each.end}
    taken = {minute for each in busy for minute in range(-50, 400) if each.start <= at(minute) < each.end}
    expected = [
        at(start)
        for start in range(first, 300)
        if (start - anchor) % step == 0
        and free.issuperset(range(start, start + length))
        and taken.isdisjoint(range(start - before, start + length + after))
    ]
    found = free_times(
        opened,
        busy,
        length=length,
        before=before,
        after=after,
        step=step,
        anchor=at(anchor),
        not_before=at(first),
    )
    assert list(found) == expected

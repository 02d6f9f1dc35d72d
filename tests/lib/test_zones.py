from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.zones import BadZone, at_local, day_bounds, local_day, zone

PLACES = [
    "Asia/Kolkata",  # +5:30, never changes
    "Asia/Kathmandu",  # +5:45
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",  # the clocks change at midnight
    "Africa/Cairo",  # midnight itself does not exist in spring
    "Australia/Lord_Howe",  # half an hour
    "America/Nuuk",  # changes on the evening before
    "Pacific/Auckland",
    "UTC",
]
places = st.sampled_from(PLACES).map(zone)
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
times = st.times().map(lambda at: at.replace(microsecond=0))


def hours(day: date, place: str) -> float:
    start, end = day_bounds(day, zone(place))
    return (end - start) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("place", "day", "length"),
    [
        ("Asia/Kolkata", date(2026, 3, 29), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Africa/Cairo", date(2026, 10, 29), 25),
        ("America/Havana", date(2026, 3, 8), 23),
        ("America/Havana", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a day that never was
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(place: str, day: date, length: float) -> None:
    assert hours(day, place) == length


def test_a_half_hour_zone_begins_its_day_at_half_past() -> None:
    start, _ = day_bounds(date(2026, 11, 21), zone("Asia/Kolkata"))
    assert start == datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def test_a_time_that_does_not_exist_is_the_first_after_the_gap() -> None:
    berlin, day = zone("Europe/Berlin"), date(2026, 3, 29)
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert at_local(day, time(2, 0), berlin) == jump
    assert at_local(day, time(2, 30), berlin) == jump
    assert at_local(day, time(3, 0), berlin) == jump
    assert at_local(day, time(1, 59), berlin) == jump - timedelta(minutes=1)
    assert at_local(day, time(3, 1), berlin) == jump + timedelta(minutes=1)


def test_a_half_hour_gap_ends_at_its_own_end() -> None:
    howe, day = zone("Australia/Lord_Howe"), date(2026, 10, 4)
    assert at_local(day, time(2, 10), howe) == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)
    assert at_local(day, time(2, 30), howe) == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_a_time_shown_twice_is_the_first() -> None:
    berlin, day = zone("Europe/Berlin"), date(2026, 10, 25)
    assert at_local(day, time(2, 30), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at_local(day, time(2, 30, fold=1), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at_local(day, time(3, 0), berlin) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["", "Asia", "../etc/passwd", "/etc/passwd", "India", "a\0b", "x" * 5000, "Asia/Ko lkata"]
)
def test_a_name_that_is_no_zone_is_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(BadZone) as refused:
        zone(name)
    assert refused.value.code == "zone" and refused.value.args == ("zone",)


@given(days, places)
def test_days_follow_each_other_without_a_gap(day: date, place: ZoneInfo) -> None:
    from_here, to = day_bounds(day, place)
    assert to == day_bounds(day + timedelta(days=1), place)[0]
    assert timedelta(hours=23) <= to - from_here <= timedelta(hours=25)


@given(days, places, st.integers(0, 25 * 3600 - 1))
def test_every_moment_of_a_day_has_that_date(day: date, place: ZoneInfo, second: int) -> None:
    start, end = day_bounds(day, place)
    at = start + timedelta(seconds=second)
    assert (local_day(at, place) == day) == (at < end)


@given(days, times, times, places)
def test_a_later_time_is_never_an_earlier_moment(day: date, one: time, other: time, place: ZoneInfo) -> None:
    early, late = sorted((one, other))
    assert at_local(day, early, place) <= at_local(day, late, place)


@given(days, times, places)
def test_a_time_that_exists_is_shown_by_the_clocks_at_that_moment(
    day: date, at: time, place: ZoneInfo
) -> None:
    moment = at_local(day, at, place)
    shown = moment.astimezone(place)
    if shown.replace(tzinfo=None, fold=0) != datetime.combine(day, at):
        # It does not exist: a second earlier the clocks showed less than asked, now they show more.
        earlier = (moment - timedelta(seconds=1)).astimezone(place)
        assert earlier.replace(tzinfo=None) < datetime.combine(day, at) < shown.replace(tzinfo=None)

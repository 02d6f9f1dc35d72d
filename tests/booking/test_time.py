"""Days and times where clocks are odd: both changes of the clocks, half-hour zones, other zones, midnight."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from daybook.accounts.permissions import Role
from daybook.booking.queries import day_book, free_times
from daybook.booking.refusals import BookingRefused, Taken
from daybook.booking.versions import day_of, day_version
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.clock import FrozenClock
from daybook.lib.zones import at_local, day_bounds, zone
from daybook.scheduling.models import Holiday
from tests import factories
from tests.booking.desk import MONDAY, Desk, staff

ALL_WEEK = range(7)


def ids_of(branch: Branch, day: date) -> list[str]:
    """Who stands in the day's book."""
    return [line.id for line in day_book(branch, day)]


def branch_in(desk: Desk, name: str, start: time = time(0), end: time = time(6)) -> Branch:
    """A branch in a zone, where Anna works on every day."""
    branch = factories.make_branch(desk.clinic, time_zone=name)
    factories.make_hours(desk.anna, branch, start, end, weekdays=ALL_WEEK)
    return branch


def offered(desk: Desk, branch: Branch, day: date) -> list[str]:
    """The free starts of a day on the clock of the branch."""
    place = zone(branch.time_zone)
    return [f"{at.astimezone(place):%H:%M}" for at in free_times(desk.anna, branch, desk.visit, day)]


QUARTERS = [f"{hour:02}:{minute:02}" for hour in range(6) for minute in (0, 15, 30, 45)]
# Zone, day, hour that is skipped or comes twice, how long the night from 0:00 to 6:00 really is.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29), "02", 5),
    ("Europe/Berlin", date(2026, 10, 25), "02", 7),
    ("America/New_York", date(2026, 3, 8), "02", 5),
    ("America/New_York", date(2026, 11, 1), "01", 7),
]


@pytest.mark.parametrize(("name", "day", "hour", "hours"), CHANGES, ids=lambda each: str(each))
def test_a_night_is_offered_as_long_as_it_is(desk: Desk, name: str, day: date, hour: str, hours: int) -> None:
    branch = branch_in(desk, name)
    times = offered(desk, branch, day)
    assert len(times) == hours * 4
    odd = [each for each in times if each.startswith(hour)]
    quarters = [f"{hour}:{minute:02}" for minute in (0, 15, 30, 45)]
    assert odd == ([] if hours == 5 else quarters * 2)
    assert [each for each in times if not each.startswith(hour)] == [
        each for each in QUARTERS if not each.startswith(hour)
    ]


@pytest.mark.parametrize(("name", "day", "hour", "hours"), CHANGES, ids=lambda each: str(each))
def test_every_offered_time_of_such_a_night_can_be_booked_once(
    desk: Desk, name: str, day: date, hour: str, hours: int
) -> None:
    branch = branch_in(desk, name)
    starts = list(free_times(desk.anna, branch, desk.visit, day))
    for at in starts:
        desk.book(at, branch=branch)
    assert offered(desk, branch, day) == []
    assert [row.starts_at for row in day_book(branch, day)] == starts
    assert day_version(day) == len(starts)
    with pytest.raises(Taken):
        desk.book(starts[0], branch=branch, patient=desk.friend)


@pytest.mark.parametrize(
    ("day", "times"),
    [
        # Half an hour at once: 2:00 becomes 2:30 in October, and 1:30 again in April.
        (date(2026, 10, 4), [each for each in QUARTERS if each not in ("02:00", "02:15")]),
        (date(2026, 4, 5), sorted([*QUARTERS, "01:30", "01:45"])),
    ],
    ids=["spring", "autumn"],
)
def test_a_zone_that_changes_by_half_an_hour(desk: Desk, day: date, times: list[str]) -> None:
    branch = branch_in(desk, "Australia/Lord_Howe")
    assert sorted(offered(desk, branch, day)) == times


@pytest.mark.parametrize("name", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham"])
def test_times_are_offered_on_the_quarters_of_the_local_clock(desk: Desk, name: str) -> None:
    branch = branch_in(desk, name, time(9), time(11))
    day = MONDAY + timedelta(days=7)
    wanted = ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15", "10:30", "10:45"]
    assert offered(desk, branch, day) == wanted
    row = desk.book(at_local(day, time(9, 30), zone(name)), branch=branch)
    assert offered(desk, branch, day) == [each for each in wanted if each != "09:30"]
    assert ids_of(branch, day) == [str(row.id)]


def test_a_time_that_the_clocks_skip_is_the_first_after_the_gap(desk: Desk) -> None:
    branch, day = branch_in(desk, "Europe/Berlin"), date(2026, 3, 29)
    row = desk.book(at_local(day, time(2, 30), zone("Europe/Berlin")), branch=branch)
    assert row.starts_at == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert "03:00" not in offered(desk, branch, day)


def test_a_visit_over_the_change_lasts_as_long_as_ever(desk: Desk) -> None:
    branch, day = branch_in(desk, "Europe/Berlin"), date(2026, 10, 25)
    long = factories.make_service(desk.clinic, by=[desk.anna], minutes=120)
    at = at_local(day, time(1, 30), zone("Europe/Berlin"))
    row = desk.book(at, branch=branch, service=long)
    assert row.ends_at - row.starts_at == timedelta(hours=2)
    assert f"{row.ends_at.astimezone(zone('Europe/Berlin')):%H:%M}" == "02:30"
    assert offered(desk, branch, day)[:7] == ["00:00", "00:15", "00:30", "00:45", "01:00", "01:15", "02:30"]


def test_the_branch_decides_which_day_it_is(desk: Desk, now: FrozenClock) -> None:
    """Monday, 20:00 UTC: in Hyderabad it is Tuesday already, in New York it is Monday afternoon."""
    now.at = datetime(2026, 3, 2, 20, tzinfo=UTC)
    new_york = branch_in(desk, "America/New_York", time(8), time(18))
    with pytest.raises(BookingRefused) as refusal:
        desk.book(desk.at(16, 45))
    assert refusal.value.code == "past"
    row = desk.book(at_local(MONDAY, time(9), zone("America/New_York")), branch=new_york)
    assert day_of(new_york, row.starts_at) == MONDAY
    assert ids_of(new_york, MONDAY) == [str(row.id)]
    assert day_book(desk.branch, MONDAY) == []
    assert (day_version(MONDAY), day_version(MONDAY + timedelta(days=1))) == (1, 0)


def test_one_moment_is_two_days_at_two_branches(desk: Desk) -> None:
    """Tuesday 4:00 in Hyderabad is Monday 17:30 in New York: a move there bumps both days."""
    new_york = branch_in(desk, "America/New_York", time(8), time(18))
    hyderabad = branch_in(desk, "Asia/Kolkata")
    tuesday = MONDAY + timedelta(days=1)
    row = desk.book(at_local(tuesday, time(4), zone("Asia/Kolkata")), branch=hyderabad)
    assert (day_version(MONDAY), day_version(tuesday)) == (0, 1)
    moved = desk.move(row, row.starts_at, branch=new_york)
    assert (day_version(MONDAY), day_version(tuesday)) == (1, 2)
    assert ids_of(new_york, MONDAY) == [str(moved.id)]
    assert day_book(hyderabad, tuesday) == []


def test_a_practitioner_at_two_branches_in_two_zones_is_one_person(desk: Desk) -> None:
    dubai = branch_in(desk, "Asia/Dubai", time(7), time(12))
    desk.book(desk.at(10))  # 8:30 in Dubai
    assert "08:30" not in offered(desk, dubai, MONDAY)
    with pytest.raises(Taken) as refusal:
        desk.book(at_local(MONDAY, time(8, 30), zone("Asia/Dubai")), branch=dubai, patient=desk.friend)
    assert refusal.value.whose == "practitioner"


def test_a_holiday_is_a_day_of_its_branch(desk: Desk) -> None:
    new_york = branch_in(desk, "America/New_York", time(8), time(20))
    Holiday.objects.create(branch=None, day=MONDAY, name="Holi")
    tuesday = MONDAY + timedelta(days=1)
    with pytest.raises(BookingRefused):
        desk.book(
            at_local(MONDAY, time(19), zone("America/New_York")), branch=new_york
        )  # Tuesday in Hyderabad
    desk.book(at_local(tuesday, time(8), zone("America/New_York")), branch=new_york)


def test_until_midnight_and_from_midnight(desk: Desk) -> None:
    branch = branch_in(desk, "Asia/Kolkata", time(20), time(0))
    factories.make_hours(desk.anna, branch, time(0), time(2), weekdays=ALL_WEEK)
    tuesday = MONDAY + timedelta(days=1)
    last, first = desk.at(23, 45), desk.at(0, days=1)
    assert offered(desk, branch, MONDAY)[-1] == "23:45"
    assert offered(desk, branch, tuesday)[0] == "00:00"
    with pytest.raises(BookingRefused) as refusal:
        desk.book(last, branch=branch, service=desk.surgery)  # half an hour, over the end of the day
    assert refusal.value.code == "midnight"
    rows = [desk.book(at, branch=branch) for at in (last, first)]
    assert ids_of(branch, MONDAY) == [str(rows[0].id)]
    assert ids_of(branch, tuesday) == [str(rows[1].id)]


def test_a_visit_over_midnight_is_refused_in_words_on_every_path(desk: Desk) -> None:
    branch = branch_in(desk, "Asia/Kolkata", time(20), time(0))
    factories.make_hours(desk.anna, branch, time(0), time(2), weekdays=ALL_WEEK)
    ends_at_midnight = desk.book(desk.at(23, 30), branch=branch, service=desk.surgery)
    late: dict[str, Any] = {"branch": branch, "service": desk.surgery}
    before = desk.state()
    tries: tuple[Callable[[], Any], ...] = (
        lambda: desk.hold(desk.at(23, 45), **late),
        lambda: desk.move(ends_at_midnight, desk.at(23, 45), **late),
        # A reason opens closed hours, and does not make a day longer.
        lambda: desk.book(desk.at(23, 45), **late, overbook_reason="Accident", actor=staff(Role.OWNER)),
    )
    for work in tries:
        with pytest.raises(BookingRefused, match="ends by midnight") as refusal:
            work()
        assert refusal.value.code == "midnight"
    assert desk.state() == before


def test_buffers_reach_over_midnight(desk: Desk) -> None:
    branch = branch_in(desk, "Asia/Kolkata", time(20), time(0))
    factories.make_hours(desk.anna, branch, time(0), time(2), weekdays=ALL_WEEK)
    desk.book(desk.at(23, 30), branch=branch, service=desk.surgery)  # busy until 0:20
    assert offered(desk, branch, MONDAY + timedelta(days=1))[0] == "00:30"
    with pytest.raises(Taken):
        desk.book(desk.at(0, 15, days=1), branch=branch, patient=desk.friend)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["23 hours", "25 hours"])
def test_the_day_view_of_a_long_or_short_day_has_all_of_it_and_no_more(desk: Desk, day: date) -> None:
    branch = branch_in(desk, "Europe/Berlin", time(0), time(0))
    place = zone("Europe/Berlin")
    start, end = day_bounds(day, place)
    quarter = timedelta(minutes=15)
    rows = [desk.book(at, branch=branch) for at in (start - quarter, start, end - quarter, end)]
    assert ids_of(branch, day) == [str(row.id) for row in rows[1:3]]
    assert f"{rows[2].starts_at.astimezone(place):%H:%M}" == "23:45"


def test_no_time_before_now_is_offered_today(desk: Desk, now: FrozenClock) -> None:
    now.advance(timedelta(hours=2, minutes=5))
    assert clock.now() == desk.at(11, 5)
    assert offered(desk, desk.branch, MONDAY)[0] == "11:15"

"""Leave and holidays, on days of every length."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.clinics.models import Practitioner
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import zone
from daybook.scheduling.actions.add_holiday import add_holiday
from daybook.scheduling.actions.add_leave import add_leave
from daybook.scheduling.actions.remove_holiday import remove_holiday
from daybook.scheduling.actions.remove_leave import remove_leave
from daybook.scheduling.away import Away, as_away, moments
from daybook.scheduling.models import Leave
from daybook.scheduling.plans import holidays, home_zone, leaves
from daybook.scheduling.refusals import SchedulingRefused
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import (
    actor_for,
    make_branch,
    make_clinic,
    make_hours,
    make_leave,
    make_member,
    make_practitioner,
    trail,
)

NEW_YORK, LONDON, KATHMANDU = zone("America/New_York"), zone("Europe/London"), zone("Asia/Kathmandu")
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "place", "length"),
    [
        (date(2026, 11, 1), NEW_YORK, 25),
        (date(2027, 3, 14), NEW_YORK, 23),
        (date(2027, 3, 28), LONDON, 23),
        (date(2026, 11, 21), KATHMANDU, 24),
    ],
)
def test_a_day_of_leave_is_the_whole_day_however_long(day: date, place: ZoneInfo, length: int) -> None:
    start, end = moments(day, day, place)
    assert end - start == timedelta(hours=length)
    assert as_away(start, end, place) == Away(day, day)


def test_days_of_leave_over_a_change_of_the_clocks_are_counted_as_days() -> None:
    start, end = moments(date(2026, 10, 30), date(2026, 11, 2), NEW_YORK)
    away = as_away(start, end, NEW_YORK)
    assert (away.first, away.last, away.start, away.days) == (date(2026, 10, 30), date(2026, 11, 2), None, 4)


def test_hours_of_leave_are_wall_clock_hours() -> None:
    day = date(2026, 11, 1)
    start, end = moments(day, day, NEW_YORK, time(0, 30), time(3))
    assert end - start == timedelta(hours=3, minutes=30)  # one o'clock came twice
    away = as_away(start, end, NEW_YORK)
    assert (away.start, away.end) == (time(0, 30), time(3))
    start, end = moments(day, day, KATHMANDU, time(22), time(0))
    assert end - start == timedelta(hours=2)


@pytest.fixture
def clinic(db: None) -> Clinic:
    return make_clinic()


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER))


@pytest.fixture
def meera(clinic: Clinic) -> Practitioner:
    return make_practitioner(clinic, "Dr Meera Rao")


def test_it_adds_a_leave_once_and_takes_it_away(clinic: Clinic, alice: Actor, meera: Practitioner) -> None:
    leave_id = uuid7()
    with clinic_scope(clinic), clock.frozen(AT - timedelta(days=3)):
        for _ in range(2):
            add_leave(
                actor=alice,
                leave_id=leave_id,
                practitioner=meera,
                starts_at=AT,
                ends_at=AT + timedelta(hours=4),
                reason=" Conference\x00 ",
            )
        [leave] = leaves(meera)
        assert (leave.id, leave.reason) == (leave_id, "Conference")
        remove_leave(actor=alice, leave=leave)
        remove_leave(actor=alice, leave=leave)
        assert leaves(meera) == []
    assert [verb for verb, _ in trail(clinic, on=meera.id)] == ["leave.added", "leave.removed"]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [(0, 0, "span"), (4, 0, "span"), (0, 401 * 24, "too_long"), (3, 5, "overlap"), (-1, 24, "overlap")],
)
def test_leave_that_cannot_be_is_refused(
    clinic: Clinic, alice: Actor, meera: Practitioner, start: int, end: int, code: str
) -> None:
    make_leave(meera, AT, AT + timedelta(hours=4))
    make_leave(make_practitioner(clinic), AT, AT + timedelta(hours=99))
    with clinic_scope(clinic):
        with pytest.raises(SchedulingRefused) as refused:
            add_leave(
                actor=alice,
                leave_id=uuid7(),
                practitioner=meera,
                starts_at=AT + timedelta(hours=start),
                ends_at=AT + timedelta(hours=end),
            )
        assert refused.value.code == code
        assert len(Leave.objects.filter(practitioner=meera)) == 1


def test_leave_may_follow_leave(clinic: Clinic, alice: Actor, meera: Practitioner) -> None:
    make_leave(meera, AT, AT + timedelta(hours=4))
    with clinic_scope(clinic):
        add_leave(
            actor=alice,
            leave_id=uuid7(),
            practitioner=meera,
            starts_at=AT + timedelta(hours=4),
            ends_at=AT + timedelta(hours=8),
        )
        assert Leave.objects.count() == 2


def test_a_practitioner_takes_their_own_leave_and_nobody_elses(clinic: Clinic, meera: Practitioner) -> None:
    member = make_member(clinic, Role.PRACTITIONER)
    farid = make_practitioner(clinic, membership=member)
    bob = actor_for(member)
    hers = make_leave(meera, AT, AT + timedelta(hours=1))
    end = AT + timedelta(hours=1)
    with clinic_scope(clinic):
        mine = add_leave(actor=bob, leave_id=uuid7(), practitioner=farid, starts_at=AT, ends_at=end)
        remove_leave(actor=bob, leave=mine)
        with pytest.raises(NotPermitted):
            add_leave(actor=bob, leave_id=uuid7(), practitioner=meera, starts_at=AT, ends_at=end)
        with pytest.raises(NotPermitted):
            remove_leave(actor=bob, leave=hers)


def test_days_are_counted_where_the_practitioner_works(clinic: Clinic, meera: Practitioner) -> None:
    branch = make_branch(clinic, time_zone="Asia/Kathmandu")
    with clinic_scope(clinic):
        assert home_zone(meera).key == "Asia/Kolkata"
        make_hours(meera, branch)
        assert home_zone(meera).key == "Asia/Kathmandu"


def test_it_adds_a_holiday_once_and_takes_it_away(clinic: Clinic, alice: Actor) -> None:
    branch = make_branch(clinic)
    day, holiday_id = date(2027, 1, 26), uuid7()
    with clinic_scope(clinic), clock.frozen(AT):
        for _ in range(2):
            add_holiday(actor=alice, holiday_id=holiday_id, day=day, name="Republic Day")
        add_holiday(actor=alice, holiday_id=uuid7(), day=day, name="Here too", branch=branch)
        assert [(each.name, each.branch) for each in holidays()] == [
            ("Republic Day", None),
            ("Here too", branch),
        ]
        for taken in (None, branch):
            with pytest.raises(SchedulingRefused) as refused:
                add_holiday(actor=alice, holiday_id=uuid7(), day=day, name="Again", branch=taken)
            assert (refused.value.code, refused.value.field) == ("taken", "day")
        first = holidays()[0]
        remove_holiday(actor=alice, holiday=first)
        remove_holiday(actor=alice, holiday=first)
        assert [each.name for each in holidays()] == ["Here too"]
    assert [verb for verb, _ in trail(clinic, on=holiday_id)] == ["holiday.added", "holiday.removed"]


@pytest.mark.parametrize(
    ("day", "name", "field"),
    [
        (date(2027, 1, 26), " ", "name"),
        (date(2027, 1, 26), "x" * 81, "name"),
        (date(2062, 1, 26), "Far", "day"),
        (date(1999, 1, 26), "Past", "day"),
    ],
)
def test_a_holiday_that_cannot_be_is_refused(
    clinic: Clinic, alice: Actor, day: date, name: str, field: str
) -> None:
    with clinic_scope(clinic), pytest.raises(SchedulingRefused) as refused:
        add_holiday(actor=alice, holiday_id=uuid7(), day=day, name=name)
    assert refused.value.field == field


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.RECEPTIONIST, Role.BILLING])
def test_only_owner_and_administrator_close_the_clinic(clinic: Clinic, alice: Actor, role: str) -> None:
    bob = actor_for(make_member(clinic, role))
    with clinic_scope(clinic):
        kept = add_holiday(actor=alice, holiday_id=uuid7(), day=date(2027, 1, 26), name="Republic Day")
        with pytest.raises(NotPermitted):
            add_holiday(actor=bob, holiday_id=uuid7(), day=date(2027, 8, 15), name="Independence Day")
        with pytest.raises(NotPermitted):
            remove_holiday(actor=bob, holiday=kept)

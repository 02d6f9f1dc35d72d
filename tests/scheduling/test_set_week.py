"""A practitioner's week: what may stand in it, whose it is, and two people who change it at once."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.clinics.actions.close_branch import close_branch
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.scheduling.actions.set_week import set_week
from daybook.scheduling.models import WeeklyHours
from daybook.scheduling.plans import week, worked_minutes
from daybook.scheduling.refusals import SchedulingRefused, WeekRefused
from daybook.scheduling.week import Span, digest
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.versions import StaleSave
from tests.factories import (
    actor_for,
    make_branch,
    make_clinic,
    make_hours,
    make_member,
    make_practitioner,
    make_room,
    trail,
)

pytestmark = pytest.mark.django_db

EMPTY = digest([])
MON, TUE, SUN = 0, 1, 6


def work(weekday: int, start: float, end: float) -> Span:
    return Span(weekday, int(start * 60), int(end * 60))


def pause(weekday: int, start: float, end: float, label: str = "") -> Span:
    return Span(weekday, int(start * 60), int(end * 60), WeeklyHours.Kind.BREAK.value, label=label)


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER))


@pytest.fixture
def here(clinic: Clinic) -> Branch:
    return make_branch(clinic, "Kukatpally")


@pytest.fixture
def meera(clinic: Clinic) -> Practitioner:
    return make_practitioner(clinic, "Dr Meera Rao")


def test_it_sets_a_week_with_breaks_and_rooms(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    room = make_room(here, "Room 1")
    spans = [
        replace(work(MON, 9, 13), room_id=room.id),
        work(MON, 17, 20.5),
        pause(MON, 10.5, 10.75, " Tea "),
        work(SUN, 0, 24),
    ]
    with clinic_scope(clinic):
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=spans)
        kept = week(meera, here)
        assert [str(span) for span in kept] == ["9:00–13:00", "10:30–10:45", "17:00–20:30", "0:00–24:00"]
        assert kept[0].room_id == room.id
        assert kept[1].label == "Tea"
        assert worked_minutes() == {(meera.id, here.id): 4 * 60 + 210 - 15 + 1440}
    [(verb, told)] = trail(clinic, on=meera.id)
    assert verb == "hours.changed"
    assert told["monday"] == ["–", "9:00–13:00 (Room 1), 10:30–10:45 (Tea), 17:00–20:30"]
    assert "tuesday" not in told


def test_a_span_that_stays_keeps_its_row(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    make_hours(meera, here, time(9), time(13), weekdays=[MON, TUE])
    with clinic_scope(clinic):
        before = week(meera, here)
        monday = WeeklyHours.objects.get(weekday=MON).id
        asked = [work(MON, 9, 13), work(TUE, 10, 13)]
        set_week(actor=alice, practitioner=meera, branch=here, version=digest(before), spans=asked)
        assert WeeklyHours.objects.get(weekday=MON).id == monday
        assert week(meera, here) == asked
        # The same once more, as a second click sends it: done, and no second entry.
        set_week(actor=alice, practitioner=meera, branch=here, version=digest(before), spans=asked)
    assert len(trail(clinic, on=meera.id)) == 1


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([work(MON, 9, 9)], "later than the start"),
        ([work(MON, 17, 9)], "later than the start"),
        ([work(MON, 20, 25)], "later than the start"),
        ([work(MON, -1, 9)], "later than the start"),
        ([work(MON, 9, 13), work(MON, 12, 17)], "9:00–13:00 and 12:00–17:00 overlap"),
        ([work(MON, 9, 13), work(MON, 9, 13)], "overlap"),
        ([work(MON, 9, 13), pause(MON, 13, 14)], "13:00–14:00 is outside"),
        ([work(MON, 9, 13), work(MON, 14, 17), pause(MON, 12.5, 14.5)], "is outside"),
        ([work(MON, 9, 13), pause(TUE, 10, 11)], "10:00–11:00 is outside"),
        ([work(MON, 9, 13), pause(MON, 10, 11), pause(MON, 10.5, 12)], "overlap"),
        ([work(MON, hour, hour + 0.5) for hour in range(13)], "too many"),
    ],
)
def test_a_week_nobody_can_work_is_refused(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner, spans: list[Span], words: str
) -> None:
    with clinic_scope(clinic):
        with pytest.raises(WeekRefused, match=words):
            set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=spans)
        assert week(meera, here) == []


def test_every_problem_is_told_by_its_day(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    spans = [work(MON, 9, 8), pause(TUE, 9, 10), work(SUN, 9, 13)]
    with clinic_scope(clinic), pytest.raises(WeekRefused) as refused:
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=spans)
    assert [problem.weekday for problem in refused.value.problems] == [MON, TUE]


def test_spans_may_touch(clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner) -> None:
    spans = [work(MON, 9, 13), work(MON, 13, 17), pause(MON, 9, 10), pause(MON, 10, 11)]
    with clinic_scope(clinic):
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=spans)
        assert len(week(meera, here)) == 4


def test_nobody_is_at_two_branches_at_once(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    there = make_branch(clinic, "Miyapur")
    make_hours(meera, there, time(9), time(13), weekdays=[MON])
    make_hours(make_practitioner(clinic), there, time(14), time(20), weekdays=[MON])
    with clinic_scope(clinic):
        with pytest.raises(WeekRefused, match="12:00–14:00 overlaps 9:00–13:00 at Miyapur"):
            set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=[work(MON, 12, 14)])
        spans = [work(MON, 13, 14), work(TUE, 9, 13)]
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=spans)
        # Hours of a closed branch stand in nobody's way.
        close_branch(actor=alice, branch=there)
        spans = [work(MON, 9, 14)]
        now = digest(week(meera, here))
        set_week(actor=alice, practitioner=meera, branch=here, version=now, spans=spans)


def test_branches_in_different_zones_are_compared_by_their_clocks(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    """Kathmandu is 15 minutes ahead of Hyderabad: 9:00 to 10:00 there is 8:45 to 9:45 here."""
    kathmandu = make_branch(clinic, "Thamel", time_zone="Asia/Kathmandu")
    make_hours(meera, kathmandu, time(9), time(10), weekdays=[MON])
    with clinic_scope(clinic):
        for clash in (work(MON, 9.5, 10), work(MON, 8.5, 9)):
            with pytest.raises(WeekRefused, match="Thamel"):
                set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=[clash])
        free = [work(MON, 9.75, 12), work(MON, 8, 8.75)]
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=free)


def test_a_clash_in_summer_time_alone_is_a_clash(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    """London is 5:30 behind in winter, 4:30 in summer: 9:00 there is 14:30 or 13:30 here."""
    london = make_branch(clinic, "London", time_zone="Europe/London")
    make_hours(meera, london, time(9), time(10), weekdays=[MON])
    with clinic_scope(clinic), clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        for clash in (work(MON, 14.5, 15), work(MON, 13.5, 14)):
            with pytest.raises(WeekRefused, match="London"):
                set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=[clash])
        free = [work(MON, 15.5, 17), work(MON, 12, 13.5)]
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=free)


def test_sunday_night_here_can_be_monday_morning_there(
    clinic: Clinic, alice: Actor, meera: Practitioner
) -> None:
    new_york = make_branch(clinic, "New York", time_zone="America/New_York")
    hyderabad = make_branch(clinic, "Hyderabad", time_zone="Asia/Kolkata")
    make_hours(meera, hyderabad, time(8), time(9), weekdays=[MON])  # Sunday 21:30 or 22:30 in New York
    with clinic_scope(clinic), pytest.raises(WeekRefused, match="Hyderabad"):
        set_week(actor=alice, practitioner=meera, branch=new_york, version=EMPTY, spans=[work(SUN, 22, 24)])


def test_a_room_belongs_to_the_branch_and_is_open(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    other = make_room(make_branch(clinic))
    closed = make_room(here, closed_at=datetime(2026, 1, 1, tzinfo=UTC))
    stranger = make_room(make_branch(make_clinic()))
    with clinic_scope(clinic):
        for room in (other, closed, stranger):
            span = replace(work(MON, 9, 13), room_id=room.id)
            with pytest.raises(SchedulingRefused) as refused:
                set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=[span])
            assert refused.value.code == "room"


def test_a_closed_branch_and_who_has_left_have_no_new_hours(clinic: Clinic, alice: Actor) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    closed, left = make_branch(clinic, closed_at=at), make_practitioner(clinic, left_at=at)
    open_branch, here = make_branch(clinic), make_practitioner(clinic)
    with clinic_scope(clinic):
        for person, place, code in ((here, closed, "closed"), (left, open_branch, "left")):
            with pytest.raises(SchedulingRefused) as refused:
                set_week(
                    actor=alice, practitioner=person, branch=place, version=EMPTY, spans=[work(MON, 9, 10)]
                )
            assert refused.value.code == code


@pytest.mark.parametrize(
    "span", [Span(7, 540, 600), Span(MON, 540, 600, WeeklyHours.Kind.BREAK.value, label="x" * 41)]
)
def test_what_no_form_sends_is_refused_too(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner, span: Span
) -> None:
    with clinic_scope(clinic), pytest.raises(SchedulingRefused):
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=[span, work(MON, 9, 13)])


def test_a_stale_week_is_refused_with_the_days_that_differ(
    clinic: Clinic, alice: Actor, here: Branch, meera: Practitioner
) -> None:
    with clinic_scope(clinic):
        theirs = [work(MON, 9, 13), work(TUE, 9, 13)]
        set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=theirs)
        mine = [work(MON, 10, 13), work(TUE, 9, 13)]
        with pytest.raises(StaleSave) as stale:
            set_week(actor=alice, practitioner=meera, branch=here, version=EMPTY, spans=mine)
        [monday] = stale.value.differing
        assert (monday.field, monday.saved, monday.asked) == ("monday", "9:00–13:00", "10:00–13:00")
        assert week(meera, here) == theirs
        version = str(stale.value.version)
        set_week(actor=alice, practitioner=meera, branch=here, version=version, spans=mine)
        assert week(meera, here) == mine


def test_a_practitioner_sets_their_own_week_and_nobody_elses(
    clinic: Clinic, here: Branch, meera: Practitioner
) -> None:
    member = make_member(clinic, Role.PRACTITIONER)
    farid = make_practitioner(clinic, membership=member)
    actor = actor_for(member)
    spans = [work(MON, 9, 13)]
    with clinic_scope(clinic):
        set_week(actor=actor, practitioner=farid, branch=here, version=EMPTY, spans=spans)
        with pytest.raises(NotPermitted, match="own hours"):
            set_week(actor=actor, practitioner=meera, branch=here, version=EMPTY, spans=spans)
        for role in (Role.RECEPTIONIST, Role.BILLING):
            desk = make_member(clinic, role)
            theirs = make_practitioner(clinic, membership=desk)
            with pytest.raises(NotPermitted):
                set_week(actor=actor_for(desk), practitioner=theirs, branch=here, version=EMPTY, spans=spans)

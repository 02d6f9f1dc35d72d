"""One step in an appointment's life: every verb from every state."""

from datetime import timedelta
from typing import Any

import pytest

from daybook.accounts.permissions import GRANTS, NotPermitted, Role
from daybook.booking import transitions
from daybook.booking.models import Appointment
from daybook.booking.refusals import BookingRefused, Stale, Taken
from daybook.booking.transitions import ALL, CANCEL, FINISH, NO_SHOW, REOPEN, START, Transition
from daybook.booking.versions import day_version
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from tests import factories
from tests.booking.desk import MONDAY, Desk, staff

S = Appointment.Status
DOCTOR = staff(Role.PRACTITIONER)

# From which state each verb leads where, written down once more: what reception was told.
LIFE = {
    "arrived": ({"booked"}, "arrived"),
    "started": ({"booked", "arrived"}, "in_consultation"),
    "finished": ({"booked", "arrived", "in_consultation"}, "done"),
    "missed": ({"booked"}, "no_show"),
    "cancelled": ({"booked", "arrived"}, "cancelled"),
    "brought_back": ({"in_consultation", "done", "cancelled"}, "arrived"),
    "reopened": ({"arrived", "in_consultation", "done", "no_show", "cancelled"}, "booked"),
}
STAMPS = ("arrived_at", "consulted_at", "done_at", "ended_at")
STAMP = {"arrived": "arrived_at", "started": "consulted_at", "finished": "done_at"} | dict.fromkeys(
    ("missed", "cancelled"), "ended_at"
)


def reload(row: Appointment) -> Appointment:
    return Appointment.objects.select_related("practitioner", "branch", "room", "service", "patient").get(
        id=row.id
    )


def in_state(desk: Desk, state: str) -> Appointment:
    row = desk.book(desk.at(10))
    held = {"patient": None, "held_until": desk.at(23)} if state in ("held", "expired") else {}
    Appointment.objects.filter(id=row.id).update(status=state, **held)
    return reload(row)


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("verb", ALL)
def test_every_verb_from_every_state(desk: Desk, now: FrozenClock, verb: str, state: str) -> None:
    row, transition = in_state(desk, state), ALL[verb]
    sources, target = LIFE[verb]
    before = desk.state()
    if state not in sources:
        with pytest.raises(BookingRefused) as refusal:
            desk.mark(row, transition, actor=DOCTOR, reason="ill")
        assert refusal.value.code == "state"
        assert desk.state() == before
        return
    now.advance(timedelta(minutes=7))
    marked = desk.mark(row, transition, actor=DOCTOR, reason="ill" if transition is CANCEL else "")
    saved = reload(row)
    assert (marked.status, saved.status, marked.version, saved.version) == (target, target, 2, 2)
    stamps = {name: getattr(saved, name) for name in STAMPS}
    assert stamps == dict.fromkeys(STAMPS) | ({STAMP[verb]: now.at} if verb in STAMP else {})
    assert saved.cancel_reason == ("ill" if transition is CANCEL else "")
    last, details = factories.trail(desk.clinic, on=row.id)[-1]
    assert last == f"appointment.{verb}"
    assert details == {"from": state} | ({"reason": "ill"} if transition is CANCEL else {})
    assert day_version(MONDAY) == 2


def test_no_verb_is_left_out() -> None:
    assert ALL.keys() == LIFE.keys()
    assert {t for t in vars(transitions).values() if isinstance(t, Transition)} == set(ALL.values())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", ALL)
def test_who_may_say_it(desk: Desk, role: str, verb: str) -> None:
    transition = ALL[verb]
    row = in_state(desk, min(transition.sources))
    before = desk.state()
    if transition.permission in GRANTS[role]:
        assert desk.mark(row, transition, actor=staff(role), reason="ill").status == transition.target
        return
    with pytest.raises(NotPermitted):
        desk.mark(row, transition, actor=staff(role), reason="ill")
    assert desk.state() == before


def test_a_consultation_is_the_practitioners() -> None:
    """The one permission that the owner lacks: who sees a patient is a practitioner."""
    assert [role for role in Role if START.permission in GRANTS[role]] == [Role.PRACTITIONER]


def test_a_cancellation_says_why(desk: Desk) -> None:
    row = desk.book(desk.at(10))
    before = desk.state()
    with pytest.raises(BookingRefused) as refusal:
        desk.mark(row, CANCEL)
    assert refusal.value.code == "reason"
    assert desk.state() == before


def test_of_two_who_mark_the_second_is_told(desk: Desk) -> None:
    row = desk.book(desk.at(10))
    second = reload(row)
    desk.mark(row, NO_SHOW)
    before = desk.state()
    with pytest.raises(Stale):
        desk.mark(second, FINISH)
    assert desk.state() == before


def test_the_version_that_the_form_had_counts(desk: Desk) -> None:
    row = desk.book(desk.at(10))
    desk.move(row, desk.at(11))
    with pytest.raises(Stale):
        desk.mark(reload(row), CANCEL, version=1, reason="ill")
    assert desk.mark(reload(row), CANCEL, version=2, reason="ill").status == S.CANCELLED


@pytest.mark.parametrize("transition", [CANCEL, NO_SHOW], ids=lambda each: each.verb)
def test_reopening_takes_the_time_again_if_it_is_free(desk: Desk, transition: Any) -> None:
    row = desk.mark(desk.book(desk.at(10)), transition, reason="ill")
    assert desk.mark(reload(row), REOPEN).status == S.BOOKED
    with pytest.raises(Taken):
        desk.book(desk.at(10), patient=desk.friend)


@pytest.mark.parametrize("whose", ["practitioner", "room", "patient"])
def test_reopening_what_was_given_away_is_refused(desk: Desk, whose: str) -> None:
    row = desk.mark(desk.book(desk.at(10)), CANCEL, reason="ill")
    if whose == "practitioner":
        desk.book(desk.at(10), patient=desk.friend)
    elif whose == "room":
        desk.book(desk.at(10), patient=desk.friend, practitioner=desk.ben, room=desk.room)
    else:
        desk.book(desk.at(10), practitioner=desk.ben)
    before = desk.state()
    with pytest.raises(Taken) as refusal:
        desk.mark(reload(row), REOPEN)
    assert refusal.value.whose == whose
    assert desk.state() == before


def test_reopening_is_not_kept_back_by_a_run_out_hold(desk: Desk, now: FrozenClock) -> None:
    row = desk.mark(desk.book(desk.at(10)), CANCEL, reason="ill")
    held = desk.hold(desk.at(10))
    with pytest.raises(Taken):
        desk.mark(reload(row), REOPEN)
    now.advance(timedelta(minutes=5))
    assert desk.mark(reload(row), REOPEN).status == S.BOOKED
    assert reload(held).status == S.EXPIRED


def test_an_overbooked_one_is_reopened_in_its_lane(desk: Desk) -> None:
    desk.book(desk.at(10))
    row = desk.book(desk.at(10), patient=desk.friend, overbook_reason="walked in")
    desk.mark(row, CANCEL, reason="ill")
    assert desk.mark(reload(row), REOPEN).status == S.BOOKED
    assert reload(row).lane == 1


@pytest.mark.parametrize("verb", ALL)
def test_history_is_not_marked(desk: Desk, verb: str) -> None:
    transition = ALL[verb]
    history: dict[str, Any] = {"import_batch_id": uuid7(), "status": min(transition.sources)}
    row = factories.make_appointment(desk.anna, desk.branch, desk.patient, desk.at(10), **history)
    before = desk.state()
    with pytest.raises(BookingRefused) as refusal:
        desk.mark(reload(row), transition, actor=DOCTOR, reason="ill")
    assert refusal.value.code == "state"
    assert desk.state() == before

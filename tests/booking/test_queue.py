"""The queue: a token for who is here, and each step of its life."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from daybook.accounts.permissions import GRANTS, NotPermitted, Role
from daybook.booking import queue_steps
from daybook.booking.actions.bring_back import bring_back
from daybook.booking.actions.call import call, call_next
from daybook.booking.actions.check_in import check_in
from daybook.booking.actions.finish_consultation import finish_consultation
from daybook.booking.actions.leave import leave
from daybook.booking.actions.put_back import put_back
from daybook.booking.actions.start_consultation import start_consultation
from daybook.booking.models import Appointment, QueueCounter, QueueEntry
from daybook.booking.queries import appointment
from daybook.booking.queries_queue import entry, entry_of, my_queue, next_waiting, queue_of_day, waiting
from daybook.booking.refusals import BookingRefused, Stale, Taken
from daybook.booking.tokens import letter_at
from daybook.booking.transitions import ARRIVE, CANCEL, FINISH, REOPEN, START
from daybook.booking.versions import day_version
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from tests import factories
from tests.booking.desk import MONDAY, Desk, staff

S = QueueEntry.State
DOCTOR = staff(Role.PRACTITIONER)


def reload(row: Appointment) -> Appointment:
    found = appointment(row.id)
    assert found is not None
    return found


def again(row: QueueEntry) -> QueueEntry:
    found = entry(row.id)
    assert found is not None
    return found


def walk_in(desk: Desk, patient: Patient | None = None, **changes: Any) -> QueueEntry:
    wish: dict[str, Any] = {"actor": desk.actor, "entry_id": uuid7(), "practitioner": desk.anna}
    return again(check_in(**(wish | changes), patient=patient or desk.patient, branch=desk.branch))


def state_of(desk: Desk) -> tuple[Any, ...]:
    """Everything that an action may write: what a refusal leaves as it was."""
    return list(QueueEntry.objects.order_by("id").values_list()), desk.state()


def arrived(desk: Desk, patient: Patient | None = None, hour: int = 10) -> QueueEntry:
    row = desk.mark(desk.book(desk.at(hour), patient=patient or desk.patient), ARRIVE)
    return token_of(row)


def token_of(row: Appointment) -> QueueEntry:
    found = entry_of(row.id)
    assert found is not None
    return again(found)


def in_state(desk: Desk, state: str, *, booked: bool) -> QueueEntry:
    row = arrived(desk) if booked else walk_in(desk)
    if state == S.CALLED:
        call(actor=desk.actor, entry=row, version=row.version)
    elif state == S.WITH_PRACTITIONER:
        start_consultation(actor=DOCTOR, entry=row)
    elif state == S.DONE:
        finish_consultation(actor=DOCTOR, entry=row)
    elif state == S.LEFT:
        leave(actor=desk.actor, entry=row, version=row.version)
    return again(row)


def test_who_arrives_gets_the_next_token_of_their_practitioner(desk: Desk) -> None:
    tokens = [arrived(desk).token, arrived(desk, desk.friend, 11).token]
    third = factories.make_patient(desk.clinic)
    tokens.append(walk_in(desk, third).token)
    tokens.append(walk_in(desk, third, practitioner=desk.ben).token)
    assert tokens == ["A-01", "A-02", "A-03", "B-01"]
    assert [line.token for line in queue_of_day(desk.branch, MONDAY)] == tokens
    assert [line.token for line in my_queue(desk.ben, MONDAY)] == ["B-01"]


def test_a_letter_is_the_practitioner_s_place_and_nobody_else_s_that_day(desk: Desk) -> None:
    assert walk_in(desk, practitioner=desk.ben).token == "B-01"
    desk.ben.position, desk.anna.position = 0, 5
    for each in (desk.ben, desk.anna):
        each.save()  # now Ben would be A and Anna B, which is taken
    other = factories.make_practitioner(desk.clinic, "Dr Cara", position=1)
    letters = {walk_in(desk, practitioner=who).letter for who in (desk.anna, other)}
    assert letters.isdisjoint({"B"}) and len(letters) == 2
    assert walk_in(desk, desk.friend, practitioner=desk.ben).token == "B-02"


def test_letters_go_on_after_z_and_leave_out_what_looks_like_a_number() -> None:
    letters = [letter_at(place) for place in range(60)]
    assert letters[:9] == list("ABCDEFGHJ") and letters[23:26] == ["Z", "AA", "AB"]
    assert len(set(letters)) == 60 and not {"I", "O"} & set("".join(letters))


def test_another_day_begins_at_one(desk: Desk, now: FrozenClock) -> None:
    assert walk_in(desk).token == "A-01"
    now.advance(timedelta(days=1))
    assert walk_in(desk).token == "A-01"


def test_the_branch_s_day_counts_for_the_token(desk: Desk, now: FrozenClock) -> None:
    """At half past eleven in the evening it is the next day in the east."""
    now.advance(timedelta(hours=14, minutes=30))
    tokyo = desk.second_branch(time_zone="Asia/Tokyo")
    row = check_in(
        actor=desk.actor, entry_id=uuid7(), patient=desk.patient, practitioner=desk.anna, branch=tokyo
    )
    assert row.day == MONDAY + timedelta(days=1)
    assert walk_in(desk, desk.friend).day == MONDAY


def test_a_walk_in_who_is_expected_today_arrives_for_their_appointment(desk: Desk) -> None:
    row = desk.book(desk.at(16))
    found = walk_in(desk)
    assert found.appointment_id == row.id
    assert reload(row).status == Appointment.Status.ARRIVED
    assert [verb for verb, _ in factories.trail(desk.clinic)] == ["appointment.booked", "appointment.arrived"]


def test_a_walk_in_to_somebody_else_leaves_the_appointment_alone(desk: Desk) -> None:
    row = desk.book(desk.at(16))
    assert walk_in(desk, practitioner=desk.ben).appointment is None
    assert reload(row).status == Appointment.Status.BOOKED


def test_the_same_form_twice_is_one_token(desk: Desk) -> None:
    form = uuid7()
    first = walk_in(desk, entry_id=form)
    before = day_version(MONDAY)
    assert walk_in(desk, entry_id=form).id == first.id
    assert QueueCounter.objects.get().last == 1
    assert day_version(MONDAY) == before
    with pytest.raises(BookingRefused) as refusal:
        walk_in(desk, desk.friend, entry_id=form)
    assert refusal.value.code == "used"


def test_who_is_here_already_is_named_with_the_token(desk: Desk) -> None:
    walk_in(desk)
    with pytest.raises(BookingRefused) as refusal:
        walk_in(desk)
    assert refusal.value.code == "here" and "A-01" in str(refusal.value.message)
    assert QueueCounter.objects.get().last == 1


@pytest.mark.parametrize("gone", ["practitioner", "branch"])
def test_nobody_is_taken_in_for_who_is_gone(desk: Desk, now: FrozenClock, gone: str) -> None:
    if gone == "practitioner":
        desk.anna.left_at = now.at
    else:
        desk.branch.closed_at = now.at
    with pytest.raises(BookingRefused) as refusal:
        walk_in(desk)
    assert refusal.value.code == "gone"


@pytest.mark.parametrize("role", Role)
def test_who_may_take_in_and_call(desk: Desk, role: str) -> None:
    row = walk_in(desk, desk.friend)
    tries: list[Callable[[], QueueEntry]] = [
        lambda: walk_in(desk, actor=staff(role)),
        lambda: call(actor=staff(role), entry=again(row), version=again(row).version),
        lambda: call_next(actor=staff(role), practitioner=desk.anna, day=MONDAY),
    ]
    for work in tries:
        if queue_steps.CALL.permission in GRANTS[role]:
            assert work()
        else:
            with pytest.raises(NotPermitted):
                work()


# From which state each verb leads where, written down once more.
LIFE = {
    "called": ({"waiting", "called"}, "called"),
    "put_back": ({"called"}, "waiting"),
    "started": ({"waiting", "called"}, "with_practitioner"),
    "finished": ({"waiting", "called", "with_practitioner"}, "done"),
    "left": ({"waiting", "called"}, "left"),
    "brought_back": ({"with_practitioner", "done", "left"}, "waiting"),
}
DO: dict[str, Any] = {
    "called": call,
    "put_back": put_back,
    "started": start_consultation,
    "finished": finish_consultation,
    "left": leave,
    "brought_back": bring_back,
}


def test_no_verb_is_left_out() -> None:
    assert LIFE.keys() == queue_steps.ALL.keys() == DO.keys()


@pytest.mark.parametrize("booked", [True, False], ids=["booked", "walked in"])
@pytest.mark.parametrize("state", ["waiting", "called", "with_practitioner", "done", "left"])
@pytest.mark.parametrize("verb", LIFE)
def test_every_verb_from_every_state(
    desk: Desk, now: FrozenClock, verb: str, state: str, booked: bool
) -> None:
    row = in_state(desk, state, booked=booked)
    sources, target = LIFE[verb]
    before, shown = state_of(desk), row.version
    now.advance(timedelta(minutes=7))
    if state == target and verb in ("started", "finished"):  # a second submit
        assert DO[verb](actor=DOCTOR, entry=row, version=row.version).state == target
        return
    if state not in sources:
        with pytest.raises(BookingRefused) as refusal:
            DO[verb](actor=DOCTOR, entry=row, version=row.version)
        assert refusal.value.code == "state"
        assert state_of(desk) == before
        return
    DO[verb](actor=DOCTOR, entry=row, version=row.version)
    saved = again(row)
    assert (saved.state, saved.token) == (target, "A-01")
    assert saved.version > shown
    assert (saved.ended_at is not None) is (target in ("done", "left"))
    if booked and verb not in ("called", "put_back"):
        wanted = {"waiting": "arrived", "with_practitioner": "in_consultation", "left": "cancelled"}
        assert saved.appointment is not None
        assert saved.appointment.status == wanted.get(target, target)
    else:
        [*_, (last, _details)] = factories.trail(desk.clinic, on=row.id)
        assert last == f"queue.{verb}"


@pytest.mark.parametrize("verb", LIFE)
def test_of_two_the_second_is_told(desk: Desk, verb: str) -> None:
    """Both saw the same; by the time the second presses, the token has gone on."""
    row = in_state(desk, min(LIFE[verb][0]), booked=False)
    QueueEntry.objects.filter(id=row.id).update(version=row.version + 1)
    with pytest.raises(Stale):
        DO[verb](actor=DOCTOR, entry=row, version=row.version)
    with pytest.raises(Stale):
        DO[verb](actor=DOCTOR, entry=again(row), version=row.version)


def test_call_next_takes_them_in_the_order_of_their_coming(desk: Desk, now: FrozenClock) -> None:
    coming = []
    for number in range(3):
        now.advance(timedelta(minutes=1))
        coming.append(walk_in(desk, factories.make_patient(desk.clinic, f"P {number}")))
    called = [call_next(actor=desk.actor, practitioner=desk.anna, day=MONDAY).id for _ in coming]
    assert called == [row.id for row in coming]
    with pytest.raises(BookingRefused) as refusal:
        call_next(actor=desk.actor, practitioner=desk.anna, day=MONDAY)
    assert refusal.value.code == "nobody"
    assert next_waiting(desk.anna, MONDAY) is None


def test_two_who_press_call_next_at_once_call_one(desk: Desk) -> None:
    first, second = walk_in(desk), walk_in(desk, desk.friend)
    call_next(actor=desk.actor, practitioner=desk.anna, day=MONDAY, expecting=first.id)
    with pytest.raises(Stale):
        call_next(actor=DOCTOR, practitioner=desk.anna, day=MONDAY, expecting=first.id)
    assert again(second).state == S.WAITING


def test_who_does_not_come_goes_behind_those_who_wait_now(desk: Desk, now: FrozenClock) -> None:
    first, second = walk_in(desk), walk_in(desk, desk.friend)
    call(actor=desk.actor, entry=first, version=first.version)
    now.advance(timedelta(minutes=3))
    put_back(actor=desk.actor, entry=again(first), version=again(first).version)
    assert [line.token for line in waiting(MONDAY, desk.branch, desk.anna)] == ["A-02", "A-01"]
    assert again(first).arrived_at == first.arrived_at
    assert again(second).state == S.WAITING


def test_who_is_brought_back_has_their_old_place(desk: Desk, now: FrozenClock) -> None:
    for booked in (True, False):
        first = arrived(desk) if booked else walk_in(desk, factories.make_patient(desk.clinic))
        now.advance(timedelta(minutes=9))
        leave(actor=desk.actor, entry=first, version=first.version)
        bring_back(actor=desk.actor, entry=again(first), version=again(first).version)
        saved = again(first)
        assert (saved.token, saved.arrived_at, saved.queued_at) == (
            first.token,
            first.arrived_at,
            first.queued_at,
        )


def test_bringing_back_is_refused_when_the_time_is_given_away(desk: Desk) -> None:
    row = arrived(desk)
    leave(actor=desk.actor, entry=row, version=row.version)
    desk.book(desk.at(10), patient=desk.friend)
    with pytest.raises(Taken):
        bring_back(actor=desk.actor, entry=again(row), version=again(row).version)
    assert again(row).state == S.LEFT


# What happens to the token when something happens to the appointment.


def test_a_token_taken_back_and_given_again_is_the_same(desk: Desk) -> None:
    row = desk.mark(desk.book(desk.at(10)), ARRIVE)
    desk.mark(reload(row), REOPEN)
    assert entry_of(row.id) is None
    desk.mark(reload(row), ARRIVE)
    assert token_of(row).token == "A-01"
    assert QueueCounter.objects.get().last == 1


def test_who_is_sent_straight_in_has_a_token_all_the_same(desk: Desk) -> None:
    row = start_consultation(actor=DOCTOR, appointment=reload(desk.book(desk.at(10))))
    assert (row.state, row.token) == (S.WITH_PRACTITIONER, "A-01")
    assert finish_consultation(actor=DOCTOR, entry=row) is not None
    assert again(row).state == S.DONE


def test_what_is_marked_done_afterwards_takes_no_token(desk: Desk) -> None:
    row = desk.mark(desk.book(desk.at(10)), FINISH)
    assert entry_of(row.id) is None and not QueueCounter.objects.exists()


def test_a_cancellation_ends_the_wait(desk: Desk) -> None:
    row = desk.mark(desk.book(desk.at(10)), ARRIVE)
    desk.mark(reload(row), CANCEL, reason="had to go")
    found = token_of(row)
    assert (found.state, found.reason) == (S.LEFT, "had to go")
    assert waiting(MONDAY, desk.branch) == []


def test_moved_on_the_same_day_they_keep_the_token(desk: Desk) -> None:
    row = desk.mark(desk.book(desk.at(10)), ARRIVE)
    desk.move(reload(row), desk.at(12))
    assert (token_of(row).token, token_of(row).state) == ("A-01", S.WAITING)


def test_moved_to_a_colleague_they_stand_in_the_other_line_by_when_they_came(
    desk: Desk, now: FrozenClock
) -> None:
    row = desk.mark(desk.book(desk.at(10)), ARRIVE)
    came = token_of(row).arrived_at
    now.advance(timedelta(minutes=20))
    walk_in(desk, desk.friend, practitioner=desk.ben)
    desk.move(reload(row), desk.at(12), practitioner=desk.ben)
    assert (token_of(row).token, token_of(row).arrived_at) == ("B-02", came)
    assert [line.token for line in waiting(MONDAY, desk.branch, desk.ben)] == ["B-02", "B-01"]
    assert [row.state for row in QueueEntry.objects.filter(letter="A")] == [S.WITHDRAWN]
    desk.move(reload(row), desk.at(13), practitioner=desk.anna)
    assert token_of(row).token == "A-01"


def test_moved_to_another_day_they_are_expected_again(desk: Desk) -> None:
    row = desk.mark(desk.book(desk.at(10)), ARRIVE)
    moved = desk.move(reload(row), desk.at(10, days=1))
    assert (moved.status, reload(row).status, reload(row).arrived_at) == ("booked", "booked", None)
    assert entry_of(row.id) is None
    desk.mark(reload(row), ARRIVE)
    assert token_of(row).day == MONDAY + timedelta(days=1)


def test_starting_and_finishing_say_it_of_both(desk: Desk) -> None:
    row = desk.mark(desk.book(desk.at(10)), ARRIVE)
    desk.mark(reload(row), START, actor=DOCTOR)
    assert token_of(row).state == S.WITH_PRACTITIONER
    desk.mark(reload(row), FINISH)
    assert token_of(row).state == S.DONE

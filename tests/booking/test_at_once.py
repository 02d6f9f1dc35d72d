"""Two desks at the same moment, step by step: one transaction is kept open until the other one waits for it.

A deadlock would come out of a thread as an error and fail its test.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from daybook.booking.actions.book_hold import book_hold
from daybook.booking.actions.sweep_holds import sweep_holds
from daybook.booking.models import Appointment
from daybook.booking.queries import appointment
from daybook.booking.refusals import Stale, Taken
from daybook.booking.transitions import ARRIVE, CANCEL, NO_SHOW, REOPEN
from daybook.booking.versions import day_version, several_changes
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.tenancy.scope import clinic_scope
from tests import database, factories
from tests.booking.desk import MONDAY, Desk

PATIENCE = 20  # seconds, for what takes milliseconds
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Desks:
    """Several people at desks of one clinic, each with a database connection of their own."""

    def __init__(self, desk: Desk, pool: ThreadPoolExecutor) -> None:
        self.desk, self.pool = desk, pool
        self.waiting = 0

    def start(self, work: Callable[[], Any]) -> "Future[Any]":
        """Somebody does it now, in a transaction of their own, and has to wait for another."""
        future = self.pool.submit(self._scoped, work, threading.Event(), None, False)
        self.waiting += 1
        self._until_waiting(self.waiting, future)
        return future

    @contextmanager
    def open(self, work: Callable[[], Any], *, give_up: bool = False) -> Iterator[None]:
        """Somebody has done it, and their transaction ends with the block: by a commit, or rolled back."""
        done, end = threading.Event(), threading.Event()
        future = self.pool.submit(self._scoped, work, done, end, give_up)
        try:
            assert done.wait(PATIENCE)
            if future.done():
                future.result()
            yield
        finally:
            end.set()
        future.result(PATIENCE)

    def _scoped(
        self, work: Callable[[], Any], done: threading.Event, end: threading.Event | None, give_up: bool
    ) -> Any:
        try:
            with clinic_scope(self.desk.clinic):
                result = work()
                done.set()
                if end is not None:
                    assert end.wait(PATIENCE)
                if give_up:
                    transaction.set_rollback(True)
                return result
        finally:
            done.set()
            connection.close()

    def _until_waiting(self, count: int, future: "Future[Any]") -> None:
        with database.superuser_connection() as watcher:
            for _ in range(PATIENCE * 200):
                row = watcher.execute(WAITING).fetchone()
                if row is not None and row[0] >= count:
                    return
                if future.done():
                    raise AssertionError(f"did not wait: {future.exception() or future.result()!r}")
                time.sleep(0.005)
        raise AssertionError("never waited")


@pytest.fixture
def desks(committed_db: None, now: FrozenClock) -> Iterator[Desks]:
    with ThreadPoolExecutor(6) as pool:
        yield Desks(Desk(), pool)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.desk


def inside(desk: Desk, work: Callable[[], Any]) -> Any:
    with clinic_scope(desk.clinic), several_changes():
        return work()


def load(row: Appointment) -> Appointment:
    found = appointment(row.id)
    assert found is not None
    return found


def outcome(future: "Future[Any]") -> str:
    try:
        future.result(PATIENCE)
    except Taken as refusal:
        return refusal.whose
    except Stale:
        return "stale"
    return "done"


@pytest.mark.parametrize("give_up", [False, True], ids=["the first commits", "the first rolls back"])
def test_a_form_sent_twice_at_once_is_one_appointment(desks: Desks, desk: Desk, give_up: bool) -> None:
    form = uuid7()
    with desks.open(lambda: desk.book(desk.at(10), appointment_id=form), give_up=give_up):
        second = desks.start(lambda: desk.book(desk.at(10), appointment_id=form))
    assert second.result(PATIENCE).id == form
    assert [verb for verb, _ in factories.trail(desk.clinic)] == ["appointment.booked"]
    assert inside(desk, lambda: (Appointment.objects.count(), day_version(MONDAY))) == (1, 1)


def test_a_hold_sent_twice_at_once_is_one(desks: Desks, desk: Desk) -> None:
    form = uuid7()
    with desks.open(lambda: desk.hold(desk.at(10), appointment_id=form)):
        second = desks.start(lambda: desk.hold(desk.at(10), appointment_id=form))
    assert second.result(PATIENCE).id == form


def test_an_overbooking_sent_twice_at_once_is_one(desks: Desks, desk: Desk) -> None:
    form = uuid7()

    def overbook() -> Appointment:
        return desk.book(desk.at(10), appointment_id=form, overbook_reason="walked in")

    with desks.open(overbook):
        second = desks.start(overbook)
    assert (second.result(PATIENCE).id, second.result().lane) == (form, 0)
    assert inside(desk, Appointment.objects.count) == 1


@pytest.mark.parametrize("give_up", [False, True], ids=["the first commits", "the first rolls back"])
def test_the_second_waits_and_is_told(desks: Desks, desk: Desk, give_up: bool) -> None:
    with desks.open(lambda: desk.book(desk.at(10)), give_up=give_up):
        second = desks.start(lambda: desk.book(desk.at(10), patient=desk.friend))
    assert outcome(second) == ("done" if give_up else "practitioner")
    assert inside(desk, Appointment.objects.get).patient_id == (desk.friend if give_up else desk.patient).id


def test_of_all_who_wait_one_gets_it_when_the_first_gives_up(desks: Desks, desk: Desk) -> None:
    """Here plain INSERTs end in a deadlock: each has put its row in, and waits for the other's."""
    patients = [factories.make_patient(desk.clinic) for _ in range(4)]
    with desks.open(lambda: desk.book(desk.at(10)), give_up=True):
        waiting = [desks.start(partial(desk.book, desk.at(10), patient=who)) for who in patients]
    assert sorted(outcome(each) for each in waiting) == ["done"] + ["practitioner"] * 3
    assert inside(desk, Appointment.objects.count) == 1


def test_a_patient_is_booked_by_one_of_two_desks(desks: Desks, desk: Desk) -> None:
    with desks.open(lambda: desk.book(desk.at(10))):
        second = desks.start(lambda: desk.book(desk.at(10), practitioner=desk.ben))
    assert outcome(second) == "patient"


def test_moves_that_want_each_others_places_do_not_die(desks: Desks, desk: Desk) -> None:
    """Without locks in order this is a deadlock: the first has left ten o'clock and waits for what is in its way at
    eleven, the second has left eleven and waits for ten."""
    third, fourth = (factories.make_patient(desk.clinic) for _ in range(2))
    first = inside(desk, lambda: desk.book(desk.at(10)))
    # No action, because that would keep the day's counter too, and everybody else out of the day.
    rival = partial(factories.make_appointment, desk.anna, desk.branch, third, desk.at(11, 15))
    with desks.open(rival, give_up=True):
        second = inside(desk, lambda: desk.book(desk.at(11), patient=fourth))
        forward = desks.start(lambda: desk.move(load(first), desk.at(11), service=desk.surgery))
        back = desks.start(lambda: desk.move(load(second), desk.at(10)))
    assert (outcome(forward), outcome(back)) == ("practitioner", "practitioner")
    with clinic_scope(desk.clinic):
        assert [load(row).starts_at for row in (first, second)] == [desk.at(10), desk.at(11)]


@pytest.mark.parametrize("give_up", [False, True], ids=["the move commits", "the move rolls back"])
def test_a_booking_beside_a_move(desks: Desks, desk: Desk, give_up: bool) -> None:
    row = inside(desk, lambda: desk.book(desk.at(10)))
    third = factories.make_patient(desk.clinic)
    with desks.open(lambda: desk.move(load(row), desk.at(11)), give_up=give_up):
        new_place = desks.start(lambda: desk.book(desk.at(11), patient=desk.friend))
        old_place = desks.start(lambda: desk.book(desk.at(10), patient=third))
    assert outcome(new_place) == ("done" if give_up else "practitioner")
    assert outcome(old_place) == ("practitioner" if give_up else "done")


def test_a_move_beside_a_booking(desks: Desks, desk: Desk) -> None:
    row = inside(desk, lambda: desk.book(desk.at(10)))
    with desks.open(lambda: desk.book(desk.at(11), patient=desk.friend)):
        second = desks.start(lambda: desk.move(load(row), desk.at(11)))
    assert outcome(second) == "practitioner"
    assert inside(desk, lambda: load(row)).starts_at == desk.at(10)


def test_an_overbooking_move_finds_the_next_lane_after_waiting(desks: Desks, desk: Desk) -> None:
    row = inside(desk, lambda: desk.book(desk.at(10)))
    with desks.open(lambda: desk.book(desk.at(11), patient=desk.friend)):
        second = desks.start(lambda: desk.move(load(row), desk.at(11), overbook_reason="asked for it"))
    assert (outcome(second), inside(desk, lambda: load(row)).lane) == ("done", 1)


@pytest.mark.parametrize("give_up", [False, True], ids=["the cancellation commits", "it rolls back"])
def test_a_booking_beside_a_cancellation(desks: Desks, desk: Desk, give_up: bool) -> None:
    row = inside(desk, lambda: desk.book(desk.at(10)))
    with desks.open(lambda: desk.mark(load(row), CANCEL, reason="ill"), give_up=give_up):
        second = desks.start(lambda: desk.book(desk.at(10), patient=desk.friend))
    assert outcome(second) == ("practitioner" if give_up else "done")


def test_a_reopening_beside_a_booking(desks: Desks, desk: Desk) -> None:
    row = inside(desk, lambda: desk.mark(desk.book(desk.at(10)), CANCEL, reason="ill"))
    with desks.open(lambda: desk.book(desk.at(10), patient=desk.friend)):
        second = desks.start(lambda: desk.mark(load(row), REOPEN))
    assert outcome(second) == "practitioner"


def test_of_two_moves_of_one_appointment_the_second_is_stale(desks: Desks, desk: Desk) -> None:
    row = inside(desk, lambda: desk.book(desk.at(10)))
    with desks.open(lambda: desk.move(load(row), desk.at(11))):
        second = desks.start(lambda: desk.move(load(row), desk.at(12)))
    assert outcome(second) == "stale"
    assert inside(desk, lambda: load(row)).starts_at == desk.at(11)


def test_of_two_marks_of_one_appointment_the_second_is_stale(desks: Desks, desk: Desk) -> None:
    row = inside(desk, lambda: desk.book(desk.at(10)))
    with desks.open(lambda: desk.mark(load(row), ARRIVE)):
        second = desks.start(lambda: desk.mark(load(row), NO_SHOW))
    assert outcome(second) == "stale"
    assert [verb for verb, _ in factories.trail(desk.clinic)] == ["appointment.booked", "appointment.arrived"]


def test_two_holds_become_one_patients_appointment(desks: Desks, desk: Desk) -> None:
    mine = inside(desk, lambda: desk.hold(desk.at(10)))
    other = inside(desk, lambda: desk.hold(desk.at(10), practitioner=desk.ben))

    def book(row: Appointment) -> Appointment:
        return book_hold(actor=desk.actor, hold=load(row), patient=desk.patient)

    with desks.open(lambda: book(mine)):
        second = desks.start(lambda: book(other))
    assert outcome(second) == "patient"


@pytest.mark.parametrize("give_up", [False, True], ids=["the first commits", "the first rolls back"])
def test_two_bookings_over_the_same_run_out_holds(
    desks: Desks, desk: Desk, now: FrozenClock, give_up: bool
) -> None:
    for at in (desk.at(10), desk.at(10, 15)):
        inside(desk, partial(desk.hold, at))
    now.advance(timedelta(minutes=5))
    with desks.open(lambda: desk.book(desk.at(10), service=desk.surgery), give_up=give_up):
        second = desks.start(lambda: desk.book(desk.at(10), service=desk.surgery, patient=desk.friend))
    assert outcome(second) == ("done" if give_up else "practitioner")


def test_the_sweep_does_not_wait_for_a_booking(desks: Desks, desk: Desk, now: FrozenClock) -> None:
    for at in (desk.at(10), desk.at(10, days=1)):
        inside(desk, partial(desk.hold, at))
    now.advance(timedelta(minutes=5))
    with desks.open(lambda: desk.book(desk.at(10)), give_up=True):
        assert inside(desk, sweep_holds) == 1
    assert inside(desk, sweep_holds) == 1

"""Check-ins at the same moment: from several connections step by step, and from several processes in a storm, some of
whom give up after they have taken a number."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import pytest

from daybook.booking.actions.check_in import check_in
from daybook.booking.models import QueueCounter, QueueEntry
from daybook.booking.refusals import BookingRefused
from daybook.booking.transitions import ARRIVE
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests import database, factories
from tests.booking.desk import Desk
from tests.booking.queue_storm import Plan, Told, prepare, work
from tests.booking.test_at_once import PATIENCE, Desks, inside, load
from tests.booking.test_storm import value

PROCESSES, EACH = 5, 40
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@pytest.fixture
def desks(committed_db: None, now: FrozenClock) -> Iterator[Desks]:
    with ThreadPoolExecutor(6) as pool:
        yield Desks(Desk(), pool)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.desk


def walk_in(desk: Desk, patient: Patient, **changes: object) -> QueueEntry:
    wish = {"actor": desk.actor, "entry_id": uuid7(), "practitioner": desk.anna, "branch": desk.branch}
    return check_in(**(wish | changes), patient=patient)  # type: ignore[arg-type]


def numbers(desk: Desk) -> list[tuple[str, int]]:
    with clinic_scope(desk.clinic):
        return sorted(QueueEntry.objects.values_list("letter", "number"))


@pytest.mark.parametrize("give_up", [False, True], ids=["the first commits", "the first rolls back"])
@pytest.mark.parametrize("begun", [False, True], ids=["the day's first", "later"])
def test_two_desks_take_somebody_in_at_once(desks: Desks, desk: Desk, give_up: bool, begun: bool) -> None:
    if begun:
        inside(desk, partial(walk_in, desk, factories.make_patient(desk.clinic)))
    with desks.open(lambda: walk_in(desk, desk.patient), give_up=give_up):
        second = desks.start(lambda: walk_in(desk, desk.friend))
    got = second.result(PATIENCE)
    assert got.number == 1 + begun + (not give_up)
    assert numbers(desk) == [("A", number + 1) for number in range(got.number)]


def test_the_first_patients_of_two_practitioners_have_letters_of_their_own(desks: Desks, desk: Desk) -> None:
    """By their places both would be fine; when the places change in between, both may want the same."""
    with desks.open(lambda: walk_in(desk, desk.patient, practitioner=desk.ben)):
        second = desks.start(lambda: walk_in(desk, desk.friend))
    assert second.result(PATIENCE).token == "A-01"
    assert numbers(desk) == [("A", 1), ("B", 1)]


@pytest.mark.parametrize("give_up", [False, True], ids=["the first commits", "the first rolls back"])
def test_a_form_sent_twice_at_once_is_one_token(desks: Desks, desk: Desk, give_up: bool) -> None:
    form = uuid7()
    with desks.open(lambda: walk_in(desk, desk.patient, entry_id=form), give_up=give_up):
        second = desks.start(lambda: walk_in(desk, desk.patient, entry_id=form))
    assert (second.result(PATIENCE).id, second.result().token) == (form, "A-01")
    assert inside(desk, lambda: QueueCounter.objects.get().last) == 1


def test_one_person_at_two_desks_at_once_gets_one_token(desks: Desks, desk: Desk) -> None:
    with desks.open(lambda: walk_in(desk, desk.patient)):
        second = desks.start(lambda: walk_in(desk, desk.patient))
    with pytest.raises(BookingRefused) as refusal:
        second.result(PATIENCE)
    assert refusal.value.code == "here" and "A-01" in str(refusal.value.message)
    assert inside(desk, lambda: QueueCounter.objects.get().last) == 1


def test_an_arrival_beside_a_walk_in(desks: Desks, desk: Desk) -> None:
    row = inside(desk, lambda: desk.book(desk.at(10)))
    with desks.open(lambda: walk_in(desk, desk.friend)):
        second = desks.start(lambda: desk.mark(load(row), ARRIVE))
    second.result(PATIENCE)
    assert numbers(desk) == [("A", 1), ("A", 2)]


@pytest.mark.slow
def test_a_rush_of_check_ins_leaves_no_gap_and_no_twin(committed_db: None, now: FrozenClock) -> None:
    """Two hundred from five processes, of which some give up after they have taken a number."""
    desk = Desk()
    appointments = [
        factories.make_appointment(
            desk.anna,
            desk.branch,
            factories.make_patient(desk.clinic),
            desk.at(9),
            lane=lane,
            overbook_reason="x",
        ).id
        for lane in range(PROCESSES * EACH // 2)
    ]
    plan = Plan(
        now.at, desk.clinic.id, desk.branch.id, (desk.anna.id, desk.ben.id), tuple(appointments), EACH
    )
    before, spawn = value(DEADLOCKS), multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, spawn, prepare, (spawn.Barrier(PROCESSES, timeout=60),)) as pool:
        told = [
            each.result(timeout=120)
            for each in [pool.submit(work, plan, number, PROCESSES) for number in range(PROCESSES)]
        ]
    assert value(DEADLOCKS) == before
    _what_was_told_is_so(told)


def _what_was_told_is_so(told: list[Told]) -> None:
    given = Counter(token for each in told for token in each.tokens)
    gave_up = sum(each.gave_up for each in told)
    assert gave_up > 20 and given.total() + gave_up == PROCESSES * EACH
    assert max(given.values()) == 1, "a token was given twice"
    with database.superuser_connection() as connection:
        rows = connection.execute("SELECT day, letter, number FROM booking_queueentry").fetchall()
        last = connection.execute("SELECT day, letter, last FROM booking_queuecounter").fetchall()
    assert set(rows) == set(given), "lost, or there without having been told"
    wanted = {(day, letter, number) for day, letter, count in last for number in range(1, count + 1)}
    assert set(rows) == wanted, "a number was skipped"

"""A thousand tries at once, from several processes, over twenty times: nobody and nothing is given twice.

What the table holds afterwards is compared with what each process was told, by SQL that knows none of the code.
"""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from daybook.lib.ids import uuid7
from daybook.lib.zones import at_local, zone
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import database, factories
from tests.booking.storm import Plan, Told, prepare, work

PROCESSES, TRIES, TIMES = 5, 220, 20

OVERLAPS = """
SELECT count(*) FROM booking_appointment a JOIN booking_appointment b
    ON a.clinic_id = b.clinic_id AND a.id < b.id AND a.{what}_id = b.{what}_id AND {lanes}
    AND a.{start} < b.{end} AND b.{start} < a.{end}
WHERE a.status NOT IN ('cancelled', 'no_show', 'expired') AND b.status NOT IN ('cancelled', 'no_show', 'expired')
"""


def value(query: str, *values: object) -> Any:
    with database.superuser_connection() as connection:
        row = connection.execute(query.encode(), values or None).fetchone()
    assert row is not None
    return row[0]


def overlaps(what: str) -> Any:
    patient = what == "patient"
    start, end = ("starts_at", "ends_at") if patient else ("busy_from", "busy_until")
    lanes = "true" if patient else "a.lane = b.lane"
    return value(OVERLAPS.format(what=what, lanes=lanes, start=start, end=end))


def furnish() -> Clinic:
    """Three practitioners, two of them in one room; more patients than times, so that they meet now and then."""
    clinic = factories.make_clinic()
    with clinic_scope(clinic):
        branch = factories.make_branch(clinic)
        rooms = [factories.make_room(branch) for _ in range(2)]
        practitioners = [factories.make_practitioner(clinic) for _ in range(3)]
        for practitioner, room in zip(practitioners, [rooms[0], rooms[0], rooms[1]], strict=True):
            factories.make_hours(practitioner, branch, time(0), time(0), weekdays=range(7), room=room)
        factories.make_service(clinic, by=practitioners)
        factories.make_service(clinic, by=practitioners, minutes=30, buffer_before=5, buffer_after=10)
        for _ in range(24):
            factories.make_patient(clinic)
    return clinic


@pytest.fixture
def storm(committed_db: None) -> tuple[Plan, list[Told], int]:
    """The plan, what each process was told, and how many deadlocks the database broke."""
    clinic = furnish()
    place = zone("Asia/Kolkata")
    first = at_local((datetime.now(UTC) + timedelta(days=3)).astimezone(place).date(), time(9), place)
    plan = Plan(clinic.id, first, TIMES, TRIES, tuple(uuid7() for _ in range(12)))
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    before = value(deadlocks)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, spawn, prepare, (spawn.Barrier(PROCESSES, timeout=60),)) as pool:
        told = [
            each.result(timeout=120) for each in [pool.submit(work, plan, seed) for seed in range(PROCESSES)]
        ]
    return plan, told, value(deadlocks) - before


@pytest.mark.slow
def test_a_thousand_tries_at_once(storm: tuple[Plan, list[Told], int]) -> None:
    plan, told, deadlocks = storm
    _it_was_a_storm(told)
    assert deadlocks == 0
    for what in ("practitioner", "room", "patient"):
        assert overlaps(what) == 0, f"a {what} was given twice"
    _what_was_told_is_so(plan, told)


def _it_was_a_storm(told: list[Told]) -> None:
    """Every kind of try succeeded and failed, or this would have shown little."""
    outcomes = sum((each.outcomes for each in told), Counter())
    assert outcomes.total() == PROCESSES * TRIES > 1000
    for wanted in ("book", "move", "cancel", "reopen", "arrive", "held", "run_out", "sweep"):
        assert outcomes[wanted], outcomes
    for wanted in (
        "book: practitioner",
        "book: room",
        "book: patient",
        "move: practitioner",
        "move: patient",
    ):
        assert outcomes[wanted], outcomes


def _what_was_told_is_so(plan: Plan, told: list[Told]) -> None:
    with database.superuser_connection() as connection:
        found = connection.execute("SELECT id, status, starts_at FROM booking_appointment").fetchall()
        entries = dict(
            connection.execute("SELECT subject_id::uuid, count(*) FROM audit_entry GROUP BY 1").fetchall()
        )
    rows = {row_id: (status, starts_at) for row_id, status, starts_at in found}
    twins = set().union(*(each.twins for each in told))
    acknowledged = {row_id: what for each in told for row_id, what in each.rows.items()}
    assert rows.keys() == acknowledged.keys() | twins, "lost, or there without having been told"
    for row_id, (status, starts_at) in acknowledged.items():
        expected = ("held", "expired") if status == "over" else (status,)
        assert rows[row_id][0] in expected
        assert rows[row_id][1] == starts_at
    # Nothing half done: each acknowledged step has its entry, and nothing else has one.
    counted = sum((each.entries for each in told), Counter(dict.fromkeys(twins, 1)))
    assert entries == {row_id: count for row_id, count in counted.items() if count}
    number = value("SELECT sum(number) FROM booking_dayversion WHERE clinic_id = %s", plan.clinic_id)
    assert number == sum(each.bumps for each in told) + len(twins)

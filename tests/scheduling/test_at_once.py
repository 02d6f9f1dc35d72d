"""Two people at the same moment: rules over several rows hold, and nobody meets an error of the database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.clinics.actions.add_branch import add_branch
from daybook.clinics.actions.change_practitioner import change_practitioner
from daybook.clinics.actions.change_service import change_service
from daybook.clinics.actions.close_branch import close_branch
from daybook.clinics.actions.reorder import reorder
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib.ids import uuid7
from daybook.lib.refused import Refused
from daybook.scheduling.actions.add_leave import add_leave
from daybook.scheduling.actions.set_week import set_week
from daybook.scheduling.models import Leave, WeeklyHours
from daybook.scheduling.week import Span, digest
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import actor_for, make_branch, make_clinic, make_member, make_practitioner, make_service

ROUNDS = 5


@pytest.fixture
def clinic(committed_db: None) -> Iterator[Clinic]:
    yield make_clinic()


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER))


def at_once(clinic: Clinic, *works: Callable[[], object]) -> list[str]:
    """Each work in a scope and on a connection of its own, begun together; "done" or the refusal's code of each."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            with clinic_scope(clinic):
                start.wait(timeout=20)
                work()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_branches_cannot_take_the_same_monday(clinic: Clinic, alice: Actor) -> None:
    branches = [make_branch(clinic), make_branch(clinic)]
    for _ in range(ROUNDS):
        meera = make_practitioner(clinic)

        def work(branch: Branch, who: Practitioner = meera) -> Callable[[], object]:
            return lambda: set_week(
                actor=alice, practitioner=who, branch=branch, version=digest([]), spans=[Span(0, 540, 780)]
            )

        assert sorted(at_once(clinic, *(work(branch) for branch in branches))) == ["done", "week"]
        with clinic_scope(clinic):
            assert WeeklyHours.objects.filter(practitioner=meera).count() == 1


def test_of_two_saves_of_one_week_the_second_is_stale(clinic: Clinic, alice: Actor) -> None:
    here = make_branch(clinic)
    for _ in range(ROUNDS):
        meera = make_practitioner(clinic)

        def work(start: int, who: Practitioner = meera) -> Callable[[], object]:
            return lambda: set_week(
                actor=alice, practitioner=who, branch=here, version=digest([]), spans=[Span(0, start, 780)]
            )

        assert sorted(at_once(clinic, work(480), work(540))) == ["done", "stale"]


def test_leave_does_not_overlap_and_a_form_sent_twice_at_once_is_one(clinic: Clinic, alice: Actor) -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC)
    for _ in range(ROUNDS):
        meera = make_practitioner(clinic)
        same = uuid7()

        def work(leave_id: Any, who: Practitioner = meera) -> Callable[[], object]:
            end = start + timedelta(days=1)
            return lambda: add_leave(
                actor=alice, leave_id=leave_id, practitioner=who, starts_at=start, ends_at=end
            )

        assert sorted(at_once(clinic, work(same), work(same), work(uuid7()))) in (
            ["done", "done", "overlap"],
            ["done", "overlap", "overlap"],
        )
        with clinic_scope(clinic):
            assert Leave.objects.filter(practitioner=meera).count() == 1


def test_a_branch_sent_twice_at_once_is_one_and_the_last_stays_open(clinic: Clinic, alice: Actor) -> None:
    branch_id = uuid7()

    def add() -> object:
        told: Any = {"address": "", "phone": "", "time_zone": "Asia/Kolkata", "currency": "INR"}
        return add_branch(actor=alice, branch_id=branch_id, name="Kukatpally", **told)

    assert at_once(clinic, add, add, add) == ["done"] * 3
    other = make_branch(clinic)
    with clinic_scope(clinic):
        first = Branch.objects.get(id=branch_id)
    closings = [lambda row=row: close_branch(actor=alice, branch=row) for row in (first, other)]
    assert sorted(at_once(clinic, *closings)) == ["done", "last"]


def test_offerings_saved_from_both_sides_do_not_deadlock(clinic: Clinic, alice: Actor) -> None:
    people = [make_practitioner(clinic) for _ in range(3)]
    services = [make_service(clinic) for _ in range(3)]

    def by_person(row: Practitioner, wanted: list[Service]) -> Callable[[], object]:
        told: Any = {"name": row.name, "speciality": "", "registration": "", "member": None}
        return lambda: change_practitioner(
            actor=alice, practitioner=row, version=row.version, services=wanted, **told
        )

    def by_service(row: Service, wanted: list[Practitioner]) -> Callable[[], object]:
        names = ("name", "minutes", "buffer_before", "buffer_after", "price_minor", "tax_class", "colour")
        told: Any = {name: getattr(row, name) for name in names}
        return lambda: change_service(
            actor=alice, service=row, version=row.version, practitioners=wanted, **told
        )

    for turn in range(ROUNDS):
        with clinic_scope(clinic):
            people, services = list(Practitioner.objects.all()), list(Service.objects.all())
        some = turn % 2
        works = [by_person(row, services if some else services[:1]) for row in people]
        works += [by_service(row, people[::-1] if some else people[1:]) for row in services]
        assert set(at_once(clinic, *works)) <= {"done", "stale"}


def test_lists_are_reordered_one_after_another(clinic: Clinic, alice: Actor) -> None:
    rows = [make_branch(clinic, position=at) for at in range(4)]
    works = [lambda row=row: reorder(actor=alice, row=row, to="up") for row in rows]
    assert at_once(clinic, *works) == ["done"] * 4
    with clinic_scope(clinic):
        places = sorted(Branch.objects.values_list("position", flat=True))
    assert places == [0, 1, 2, 3]

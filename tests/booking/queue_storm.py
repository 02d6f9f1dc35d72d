"""One process of the rush: it takes people in, with appointments and without, and gives up now and then."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import django

django.setup()

from daybook.accounts.permissions import Role  # noqa: E402
from daybook.audit.actor import Actor  # noqa: E402
from daybook.booking import queries, queries_queue  # noqa: E402
from daybook.booking.actions.check_in import check_in  # noqa: E402
from daybook.booking.actions.mark import mark  # noqa: E402
from daybook.booking.models import QueueEntry  # noqa: E402
from daybook.booking.transitions import ARRIVE  # noqa: E402
from daybook.clinics.models import Branch, Practitioner  # noqa: E402
from daybook.lib import clock  # noqa: E402
from daybook.lib.ids import uuid7  # noqa: E402
from daybook.tenancy.retry import with_retries  # noqa: E402
from daybook.tenancy.scope import clinic_scope  # noqa: E402
from tests import factories  # noqa: E402

RECEPTION = Actor("staff", "storm", "Storm", Role.RECEPTIONIST)


@dataclass(frozen=True)
class Plan:
    """`now`: the moment at which all of it happens.

    `appointments`: half of the tries mark one of them as arrived, each of them once."""

    now: datetime
    clinic_id: int
    branch_id: UUID
    practitioner_ids: tuple[UUID, ...]
    appointments: tuple[UUID, ...]
    tries: int


@dataclass
class Told:
    """The tokens that a process was told, each after its commit, and how often it gave up."""

    tokens: list[tuple[date, str, int]] = field(default_factory=list)
    gave_up: int = 0


class GaveUp(Exception):
    """What was done is rolled back."""


_meet: Callable[[], Any] | None = None


def prepare(barrier: Any) -> None:
    """Runs first in each process."""
    global _meet
    _meet = barrier.wait


def work(plan: Plan, number: int, processes: int) -> Told:
    with clock.frozen(plan.now):
        return _work(plan, number, processes)


def _work(plan: Plan, number: int, processes: int) -> Told:
    dice, told = random.Random(number), Told()
    mine = list(plan.appointments[number::processes])
    with clinic_scope(plan.clinic_id):
        branch = Branch.objects.get(id=plan.branch_id)
        practitioners = list(Practitioner.objects.filter(id__in=plan.practitioner_ids))
    assert _meet is not None
    _meet()
    for at in range(plan.tries):
        if at % 2 and mine:
            appointment_id = mine.pop()
            take = lambda: _arrive(appointment_id)  # noqa: B023, E731 - called at once
        else:
            who = dice.choice(practitioners)
            take = lambda: _walk_in(branch, who, 10_000 * number + at)  # noqa: B023, E731 - called at once
        try:
            told.tokens.append(with_retries(lambda: _scoped(plan, take, dice)))  # noqa: B023 - called at once
        except GaveUp:
            told.gave_up += 1
    return told


def _scoped(plan: Plan, take: Callable[[], QueueEntry], dice: random.Random) -> tuple[date, str, int]:
    with clinic_scope(plan.clinic_id):
        row = take()
        if dice.random() < 0.3:
            raise GaveUp
    return row.day, row.letter, row.number


def _arrive(appointment_id: UUID) -> QueueEntry:
    row = queries.appointment(appointment_id)
    assert row is not None
    mark(actor=RECEPTION, appointment=row, version=row.version, transition=ARRIVE)
    found = queries_queue.entry_of(row.id)
    assert found is not None
    return found


def _walk_in(branch: Branch, who: Practitioner, file_number: int) -> QueueEntry:
    patient = factories.make_patient(branch.clinic, file_number=100_000 + file_number)
    return check_in(actor=RECEPTION, entry_id=uuid7(), patient=patient, practitioner=who, branch=branch)

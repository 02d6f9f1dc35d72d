"""One process of the storm of test_storm.py: what it issues and pays, as a desk would, some of it rolled back."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import django

if "DJANGO_SETTINGS_MODULE" in os.environ:
    django.setup()  # a process of its own

from django.db import connection

from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.billing.actions.issue import issue
from daybook.billing.actions.save_draft import save_draft
from daybook.billing.actions.take_advance import take_advance
from daybook.billing.actions.take_payment import take_payment
from daybook.billing.actions.use_advance import use_advance
from daybook.billing.lines import Line
from daybook.billing.models import Invoice
from daybook.billing.refusals import BillingRefused
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope

DESK = Actor("system", "storm", "Storm", Role.OWNER)
PRICE = 50_000


@dataclass(frozen=True)
class Plan:
    """`moments`: when each round happens; the clock stands there. `twins`: drafts that every process issues, `shared`:
    an issued bill that every process pays in parts, `contested`: an appointment that every process bills."""

    clinic_id: int
    moments: tuple[datetime, ...]
    tries: int
    twins: tuple[UUID, ...]
    shared: UUID
    contested: UUID


@dataclass
class Told:
    """What a process was told: numbers of invoices, receipts and receipts for advances as printed, how much of the
    shared bill it paid, and how much went into the patient's advance and was used again."""

    invoices: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    advances: list[str] = field(default_factory=list)
    paid: int = 0
    advanced: int = 0
    used: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    gave_up: int = 0


class GaveUp(Exception):
    """What was done is rolled back."""


_meet: Callable[[], Any] | None = None


def prepare(barrier: Any) -> None:
    """Runs first in each process."""
    global _meet
    _meet = barrier.wait


def work(plan: Plan, seed: int) -> Told:
    told, dice = Told(), random.Random(seed)
    if _meet is None:
        raise RuntimeError("prepare() comes first")
    for at in plan.moments:
        _meet()
        with clock.frozen(at):
            for _ in range(plan.tries):
                one_try(plan, dice, told)
            for twin in plan.twins:
                attempt(plan, told, partial(issue, actor=DESK, draft_id=twin), told.invoices)
    return told


def one_try(plan: Plan, dice: random.Random, told: Told) -> None:
    kind = dice.choice(["issue", "issue", "issue", "pay", "contested", "advance", "use"])
    if kind == "pay":
        attempt(plan, told, lambda: pay(plan, dice), told.receipts)
    elif kind == "advance":
        attempt(plan, told, lambda: advance(dice), told.advances)
    elif kind == "use":
        attempt(plan, told, lambda: use(plan, dice), told.receipts)
    else:
        appointment = plan.contested if kind == "contested" else None
        again = dice.random() < 0.2
        attempt(plan, told, lambda: bill(appointment, again), told.invoices)


def attempt(plan: Plan, told: Told, what: Callable[[], Any], numbers: list[str]) -> None:
    try:
        with clinic_scope(plan.clinic_id):
            row = what()
    except GaveUp:
        told.gave_up += 1
    except BillingRefused as refused:
        told.refused[refused.code] = told.refused.get(refused.code, 0) + 1
    else:
        numbers.append(row.number_text)
        if isinstance(row, Invoice):
            return
        told.advanced += row.amount_minor if row.kind == "advance" else 0
        told.used += row.amount_minor if row.method == "advance" else 0
        told.paid += row.amount_minor if row.kind == "payment" else 0


def bill(appointment: UUID | None, give_up: bool) -> Invoice:
    draft = save_draft(
        actor=DESK,
        draft_id=uuid7(),
        patient=Patient.objects.get(),
        branch=Branch.objects.get(),
        lines=[Line("Visit", 1, PRICE, "exempt")],
        appointment_id=appointment,
    )
    invoice = issue(actor=DESK, draft_id=draft.id)
    if give_up:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01)")  # others wait for the number meanwhile
        raise GaveUp
    return invoice


def advance(dice: random.Random) -> Any:
    row = take_advance(
        actor=DESK,
        advance_id=uuid7(),
        patient=Patient.objects.get(),
        branch=Branch.objects.get(),
        method="cash",
        amount_minor=dice.randint(1, 500),
    )
    if dice.random() < 0.2:
        raise GaveUp
    return row


def use(plan: Plan, dice: random.Random) -> Any:
    shared = Invoice.objects.select_related("branch").get(id=plan.shared)
    row = use_advance(actor=DESK, payment_id=uuid7(), invoice=shared)
    if dice.random() < 0.2:
        raise GaveUp
    return row


def pay(plan: Plan, dice: random.Random) -> Any:
    payment = take_payment(
        actor=DESK,
        payment_id=uuid7(),
        invoice=Invoice.objects.select_related("branch").get(id=plan.shared),
        method="cash",
        amount_minor=dice.randint(1, 4_000),
    )
    if dice.random() < 0.2:
        raise GaveUp
    return payment

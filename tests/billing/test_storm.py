"""Many desks issue and take money at once, a fifth of it is rolled back, and the financial year turns meanwhile: no
number is missing, none is given twice, and no bill is paid beyond its total.

What the tables hold afterwards is read by SQL that knows none of the code.
"""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from daybook.billing.ledger import differences
from daybook.billing.models import Invoice
from daybook.billing.queries import advance_total
from daybook.lib.ids import uuid7
from daybook.tenancy.scope import clinic_scope
from tests import database
from tests.billing.storm import PRICE, Plan, Told, prepare, work
from tests.billing.till import Till

PROCESSES, TRIES = 5, 22
# One second before midnight in India on 31 March, and midnight.
TURN = (datetime(2026, 3, 31, 18, 29, 59, tzinfo=UTC), datetime(2026, 3, 31, 18, 30, tzinfo=UTC))


def rows(query: str) -> list[Any]:
    with database.superuser_connection() as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def storm(committed_db: None) -> tuple[Plan, list[Told]]:
    till = Till()
    with clinic_scope(till.clinic):
        till.friend.delete()
        shared = till.invoice()
        twins = tuple(till.draft(draft_id=uuid7()).id for _ in range(4))
    plan = Plan(till.clinic.id, TURN, TRIES, twins, shared.id, uuid7())
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, spawn, prepare, (spawn.Barrier(PROCESSES, timeout=60),)) as pool:
        futures = [pool.submit(work, plan, seed) for seed in range(PROCESSES)]
        return plan, [each.result(timeout=120) for each in futures]


@pytest.mark.slow
def test_no_number_is_missing_or_given_twice(storm: tuple[Plan, list[Told]]) -> None:
    plan, told = storm
    _it_was_a_storm(told)
    for papers in (
        "billing_invoice",
        *(f"billing_payment WHERE kind = '{kind}'" for kind in ("payment", "advance")),
    ):
        found = rows(f"SELECT financial_year, number FROM {papers} ORDER BY 1, 2")
        for year in {year for year, _ in found}:
            numbers = [number for each, number in found if each == year]
            assert numbers == list(range(1, len(numbers) + 1)), f"{papers} {year}"
    printed = {text for (text,) in rows("SELECT number_text FROM billing_invoice")}
    acknowledged = Counter(number for each in told for number in each.invoices)
    twins = {text for (text,) in rows(_TWINS.format(ids=", ".join(f"'{each}'" for each in plan.twins)))}
    assert len(twins) == len(plan.twins)
    assert {number for number, count in acknowledged.items() if count > 1} <= twins
    [(shared,)] = rows(f"SELECT number_text FROM billing_invoice WHERE id = '{plan.shared}'")
    assert acknowledged.keys() | {shared} == printed, "lost, or there without having been told"
    assert all(len(text) <= 16 for text in printed)
    contested = rows(f"SELECT count(*) FROM billing_invoice WHERE appointment_id = '{plan.contested}'")
    assert contested == [(1,)]
    _what_was_paid(plan, told)


_TWINS = "SELECT number_text FROM billing_invoice WHERE id IN ({ids})"


def _it_was_a_storm(told: list[Told]) -> None:
    assert sum(each.gave_up for each in told) > 10
    assert {number[:8] for each in told for number in each.invoices} == {"INV-2526", "INV-2627"}
    refused = sum((Counter(each.refused) for each in told), Counter())
    assert refused["billed"] + refused["appointment"] > 5, refused
    assert refused["overpaid"], refused


def _what_was_paid(plan: Plan, told: list[Told]) -> None:
    [(paid, receipts)] = rows(
        f"SELECT sum(amount_minor)::bigint, count(*) FROM billing_payment WHERE invoice_id = '{plan.shared}'"
        " AND kind = 'payment'"
    )
    assert paid == sum(each.paid for each in told) <= PRICE
    assert receipts == sum(len(each.receipts) for each in told)
    [(advanced, vouchers)] = rows(
        "SELECT coalesce(sum(amount_minor), 0)::bigint, count(*) FROM billing_payment WHERE kind = 'advance'"
    )
    assert advanced == sum(each.advanced for each in told) >= sum(each.used for each in told)
    assert vouchers == sum(len(each.advances) for each in told) > 0
    with clinic_scope(plan.clinic_id):
        assert differences() == []
        assert advance_total()[0] == advanced - sum(each.used for each in told)
        assert Invoice.objects.get(id=plan.shared).total_minor == PRICE

"""Money before a bill: taken, used, kept and given back, each counted once."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from daybook.accounts.permissions import NotPermitted
from daybook.billing import rows
from daybook.billing.actions.keep_as_advance import keep_as_advance
from daybook.billing.actions.refund_advance import refund_advance
from daybook.billing.actions.take_advance import take_advance
from daybook.billing.actions.use_advance import use_advance
from daybook.billing.actions.void import void
from daybook.billing.models import Payment
from daybook.billing.queries import advance_of, advance_total, balance, entries, owed_on, standing, taken
from daybook.billing.refusals import BillingRefused
from daybook.billing.snapshots import read_buyer
from daybook.lib.ids import uuid7
from tests.billing.till import Till, line

DAY = date(2026, 3, 2)


def advance(till: Till, amount: int, method: str = "cash", **fields: Any) -> Payment:
    values: dict[str, Any] = {"actor": till.actor, "advance_id": uuid7(), "patient": till.patient}
    return take_advance(
        **{**values, "branch": till.branch, "method": method, "amount_minor": amount, **fields}
    )


def back(till: Till, amount: int, **fields: Any) -> Payment:
    values: dict[str, Any] = {"actor": till.owner, "refund_id": uuid7(), "patient": till.patient}
    return refund_advance(
        **{**values, "branch": till.branch, "method": "cash", "amount_minor": amount, **fields}
    )


def refused_code(tried: Any) -> str:
    with pytest.raises(BillingRefused) as refused, transaction.atomic():
        tried()
    return refused.value.code


def test_an_advance_has_receipts_of_its_own_and_pays_later_bills(till: Till) -> None:
    till.pay(till.invoice([line(1_000)]), 1_000)
    first = advance(till, 70_000, reason="Root canal")
    assert (first.number_text, first.kind, first.reason) == ("A-INV-2526-1", "advance", "Root canal")
    assert read_buyer(first)["name"] == "Lakshmi"
    assert (balance(till.patient.id), standing(till.patient.id)) == (-70_000, (0, 70_000, 0))
    invoice = till.invoice()
    used = use_advance(actor=till.actor, payment_id=uuid7(), invoice=invoice)
    assert (used.amount_minor, used.number_text) == (50_000, "R-INV-2526-2")
    assert owed_on([invoice.id]) == {invoice.id: 0}
    assert (advance_of(till.patient.id), advance_total()) == (20_000, (20_000, 1))
    assert till.trail(first.id) == ["advance.taken"] and till.trail(used.id) == ["advance.used"]
    # Taken when it came in, and not once more when it paid.
    [cash] = taken(DAY, DAY)
    assert (cash.amount, cash.advances, cash.receipts) == (71_000, 70_000, 2)
    assert [(entry.kind, entry.amount) for entry in entries(till.patient.id)][-4:] == [
        ("advance", -70_000),
        ("invoice", 50_000),
        ("payment", -50_000),
        ("payment", 50_000),
    ]


def test_what_is_left_of_an_advance_is_given_back_by_who_may(till: Till) -> None:
    advance(till, 30_000)
    with pytest.raises(NotPermitted):
        back(till, 10_000, actor=till.actor)
    assert refused_code(lambda: back(till, 30_001)) == "amount"
    voucher = back(till, 30_000)
    assert voucher.number_text == "F-INV-2526-1"
    assert voucher.reason == "A-INV-2526-1 (02-03-2026)"
    assert refused_code(lambda: back(till, 1)) == "amount"
    assert sorted((row.amount, row.refunded, row.advances) for row in taken(DAY, DAY)) == [
        (-30_000, 30_000, -30_000),  # by the owner
        (30_000, 0, 30_000),
    ]
    assert till.trail(voucher.id) == ["advance.refunded"]


def test_what_is_to_be_given_back_on_a_bill_is_kept(till: Till) -> None:
    invoice = till.invoice()
    till.pay(invoice, 20_000)
    assert refused_code(lambda: keep_as_advance(actor=till.actor, advance_id=uuid7(), invoice=invoice))
    void(actor=till.owner, credit_note_id=uuid7(), invoice=invoice, reason="x")
    kept = keep_as_advance(actor=till.actor, advance_id=uuid7(), invoice=invoice)
    assert (kept.number_text, kept.amount_minor) == ("A-INV-2526-1", 20_000)
    assert owed_on([invoice.id]) == {invoice.id: 0}
    assert advance_of(till.patient.id) == 20_000
    assert [(row.amount, row.advances) for row in taken(DAY, DAY)] == [(20_000, 0)]
    assert till.trail(kept.id) == ["advance.kept"]
    assert [row.id for row in rows.advances_of(till.patient.id)] == [kept.id]


def test_an_advance_sent_twice_is_taken_once(till: Till) -> None:
    form = uuid7()
    assert advance(till, 100, advance_id=form).id == advance(till, 100, advance_id=form).id
    assert Payment.objects.count() == 1
    assert refused_code(lambda: advance(till, 100, advance_id=form, patient=till.friend)) == "used"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 10**12 + 1}, "amount"),
        ({"amount": 100, "given_minor": 50}, "given"),
        ({"amount": 100, "method": "advance"}, "method"),
        ({"amount": 100, "method": "upi", "reference": "12"}, "reference"),
        ({"amount": 100, "reason": "x" * 121}, "reason"),
    ],
)
def test_an_advance_that_cannot_be_is_refused(till: Till, fields: dict[str, Any], code: str) -> None:
    assert refused_code(lambda: advance(till, **fields)) == code
    assert Payment.objects.count() == 0


def test_an_advance_is_the_patients_own(till: Till) -> None:
    advance(till, 50_000)
    theirs = till.invoice(patient=till.friend)
    use = lambda: use_advance(actor=till.actor, payment_id=uuid7(), invoice=theirs)  # noqa: E731
    assert refused_code(use) == "credit"

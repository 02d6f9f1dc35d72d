"""Payments, refunds, credit notes, and the one sum that says what is owed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from daybook.accounts.permissions import NotPermitted
from daybook.billing import rows
from daybook.billing.actions.move_credit import move_credit
from daybook.billing.actions.refund import refund
from daybook.billing.actions.void import void
from daybook.billing.models import CreditNote, Payment
from daybook.billing.queries import balance, due_total, dues, entries, issued, owed_on, taken
from daybook.billing.refusals import BillingRefused
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.patients.models import Phone
from tests import factories
from tests.billing.till import Till, line

DAY = date(2026, 3, 2)


def refused_code(tried: Any) -> str:
    with pytest.raises(BillingRefused) as refused, transaction.atomic():
        tried()
    return refused.value.code


def test_part_payments_until_nothing_is_due(till: Till) -> None:
    invoice = till.invoice()
    first = till.pay(invoice, 20_000, given_minor=50_000)
    assert first.number_text == "R-INV-2526-1"
    assert owed_on([invoice.id]) == {invoice.id: 30_000}
    till.pay(invoice, 10_000, "card", reference="slip 123")
    till.pay(invoice, 20_000, "upi", reference="4123 4567 8901")
    assert owed_on([invoice.id]) == {invoice.id: 0}
    assert [row.reference for row in rows.payments_of(invoice)] == ["", "slip 123", "412345678901"]
    assert balance(till.patient.id) == 0
    assert dues() == []
    assert till.trail(first.id) == ["payment.taken"]


@pytest.mark.parametrize("amount", [0, -1, 50_001, 10**20])
def test_an_amount_that_cannot_be_is_refused(till: Till, amount: int) -> None:
    invoice = till.invoice()
    assert refused_code(lambda: till.pay(invoice, amount)) in ("amount", "overpaid")
    assert Payment.objects.count() == 0


def test_less_cash_than_the_amount_is_refused(till: Till) -> None:
    invoice = till.invoice()
    assert refused_code(lambda: till.pay(invoice, 30_000, given_minor=20_000)) == "given"


@pytest.mark.parametrize("reference", ["", "12345678901", "1234567890123", "abcdefghijkl", "١٢٣٤٥٦٧٨٩٠١٢"])
def test_upi_needs_twelve_digits(till: Till, reference: str) -> None:
    invoice = till.invoice()
    assert refused_code(lambda: till.pay(invoice, 100, "upi", reference=reference)) == "reference"


def test_a_upi_payment_counts_once(till: Till) -> None:
    till.pay(till.invoice(), 50_000, "upi", reference="412345678901")
    strangers = till.invoice(patient=till.friend)
    for again in (False, True):
        taken_twice = lambda: till.pay(strangers, 100, "upi", reference="412345678901", again=again)  # noqa: B023, E731
        assert refused_code(taken_twice) == "reference"


def test_the_same_utr_on_another_bill_of_the_patient_is_asked_about_once(till: Till) -> None:
    till.pay(till.invoice(), 50_000, "upi", reference="412345678901")
    other = till.invoice()
    with pytest.raises(BillingRefused, match="₹500 on R-INV-2526-1") as refused, transaction.atomic():
        till.pay(other, 100, "upi", reference="412345678901")
    assert refused.value.code == "again"
    told = till.pay(other, 100, "upi", reference="412345678901", again=True)
    [(verb, details)] = factories.trail(till.clinic, on=told.id)
    assert (verb, details["reference_again"]) == ("payment.taken", "412345678901")


def test_one_upi_payment_pays_bills_of_a_family(till: Till) -> None:
    Phone.objects.create(patient=till.friend, number="+919848012345")  # Lakshmi's
    mine, other = till.invoice(), till.invoice([line(30_000)], patient=till.friend)
    first = till.pay(mine, 80_000, "upi", reference="412345678901", also=[other])
    both = rows.payments_together(first.id)
    assert [(row.invoice_id, row.amount_minor, row.number_text) for row in both] == [
        (mine.id, 50_000, "R-INV-2526-1"),
        (other.id, 30_000, "R-INV-2526-2"),
    ]
    assert {row.reference for row in both} == {"412345678901"}
    assert due_total() == (0, 0)
    assert till.pay(mine, 80_000, "upi", payment_id=first.id, also=[other]).id == first.id


def test_money_for_several_bills_reaches_each_of_them(till: Till) -> None:
    mine, other, strangers = till.invoice(), till.invoice(), till.invoice(patient=till.friend)
    assert refused_code(lambda: till.pay(mine, 100_001, also=[other])) == "overpaid"
    assert refused_code(lambda: till.pay(mine, 50_000, also=[other])) == "amount"
    assert refused_code(lambda: till.pay(mine, 100_000, also=[strangers])) == "also"
    till.pay(mine, 60_000, given_minor=100_000, also=[other])
    assert owed_on([mine.id, other.id]) == {mine.id: 0, other.id: 40_000}
    [row] = Payment.objects.filter(given_minor__gte=1)
    assert (row.given_minor or 0) - row.amount_minor == 40_000


def test_a_cards_number_is_never_kept(till: Till) -> None:
    invoice = till.invoice()
    for number in ("4111111111111111", "4111 1111 1111 1111", "auth 4111-1111-1111-1111"):
        assert refused_code(lambda: till.pay(invoice, 100, "card", reference=number)) == "reference"  # noqa: B023


def test_a_payment_sent_twice_is_taken_once(till: Till) -> None:
    invoice, payment_id = till.invoice(), uuid7()
    for _ in range(2):
        till.pay(invoice, 50_000, payment_id=payment_id)
    assert Payment.objects.count() == 1
    other = till.invoice()
    assert refused_code(lambda: till.pay(other, 50_000, payment_id=payment_id)) == "used"


def test_a_void_bill_owes_nothing_and_what_was_paid_goes_back(till: Till) -> None:
    invoice = till.invoice()
    till.pay(invoice, 20_000)
    note = void(actor=till.owner, credit_note_id=uuid7(), invoice=invoice, reason="wrong patient")
    assert note.number_text == "C-INV-2526-1"
    assert balance(till.patient.id) == -20_000
    assert refused_code(lambda: till.pay(invoice, 100)) == "overpaid"
    give: dict[str, Any] = {"actor": till.owner, "invoice": invoice, "method": "cash"}
    assert refused_code(lambda: refund(refund_id=uuid7(), amount_minor=20_001, **give)) == "amount"
    back = refund(refund_id=uuid7(), amount_minor=20_000, **give)
    assert back.number_text == "F-INV-2526-1"
    assert balance(till.patient.id) == 0
    assert refused_code(lambda: refund(refund_id=uuid7(), amount_minor=1, **give)) == "amount"
    assert [entry.kind for entry in entries(till.patient.id)] == [
        "invoice",
        "payment",
        "void",
        "refund",
    ]
    assert till.trail(invoice.id) == ["invoice.issued", "invoice.voided"]


def test_a_bill_is_taken_back_once_with_a_reason_by_who_may(till: Till) -> None:
    invoice = till.invoice()
    with pytest.raises(NotPermitted):
        void(actor=till.actor, credit_note_id=uuid7(), invoice=invoice, reason="x")
    assert refused_code(lambda: void(actor=till.owner, credit_note_id=uuid7(), invoice=invoice, reason=" "))
    note_id = uuid7()
    first = void(actor=till.owner, credit_note_id=note_id, invoice=invoice, reason="x")
    assert void(actor=till.owner, credit_note_id=note_id, invoice=invoice, reason="x").number == first.number
    again = lambda: void(actor=till.owner, credit_note_id=uuid7(), invoice=invoice, reason="x")  # noqa: E731
    assert refused_code(again) == "void"
    assert CreditNote.objects.count() == 1


def test_a_bill_that_is_not_paid_has_nothing_to_give_back(till: Till) -> None:
    invoice = till.invoice()
    till.pay(invoice, 50_000)
    give = lambda: refund(  # noqa: E731
        actor=till.owner, refund_id=uuid7(), invoice=invoice, method="cash", amount_minor=1
    )
    assert refused_code(give) == "amount"


def test_credit_pays_the_bill_that_was_made_anew(till: Till) -> None:
    wrong = till.invoice()
    till.pay(wrong, 50_000, "upi", reference="412345678901")
    void(actor=till.owner, credit_note_id=uuid7(), invoice=wrong, reason="wrong price")
    right = till.invoice([line(40_000)])
    moved = move_credit(actor=till.actor, payment_id=uuid7(), source=wrong, invoice=right)
    assert moved.amount_minor == 40_000
    assert owed_on([wrong.id, right.id]) == {wrong.id: -10_000, right.id: 0}
    assert balance(till.patient.id) == -10_000
    again = lambda: move_credit(actor=till.actor, payment_id=uuid7(), source=wrong, invoice=right)  # noqa: E731
    assert refused_code(again) == "credit"
    strangers = till.invoice(patient=till.friend)
    theirs = lambda: move_credit(  # noqa: E731
        actor=till.actor, payment_id=uuid7(), source=wrong, invoice=strangers
    )
    assert refused_code(theirs) == "credit"
    # Credit that moved is no money taken.
    assert [(row.method, row.amount) for row in taken(DAY, DAY)] == [("upi", 50_000)]


def test_money_by_method_and_person(till: Till) -> None:
    other = factories.make_branch(till.clinic, "North")
    invoice, there = till.invoice(practitioner=till.anna), till.invoice(branch=other)
    till.pay(invoice, 10_000)
    till.pay(invoice, 5_000)
    till.pay(invoice, 7_000, "upi", reference="412345678901", actor=till.owner)
    till.pay(there, 50_000, "card")
    found = [(row.branch_id, row.method, row.person, row.amount, row.receipts) for row in taken(DAY, DAY)]
    assert sorted(found, key=str) == sorted(
        [
            (till.branch.id, "cash", till.actor.label, 15_000, 2),
            (till.branch.id, "upi", till.owner.label, 7_000, 1),
            (other.id, "card", till.actor.label, 50_000, 1),
        ],
        key=str,
    )
    assert {row.method for row in taken(DAY, DAY, branch_id=other.id)} == {"card"}
    assert {row.method for row in taken(DAY, DAY, practitioner_id=till.anna.id)} == {"cash", "upi"}
    assert due_total() == (28_000, 1)
    assert [(row.number, row.patient, row.owed) for row in dues()] == [("INV-2526-1", "Lakshmi", 28_000)]


def test_a_day_is_the_branchs(till: Till, now: FrozenClock) -> None:
    """At 19:00 UTC it is the next day in India, and still the same in London."""
    london = factories.make_branch(till.clinic, "London", time_zone="Europe/London")
    now.at = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
    till.pay(till.invoice(), 1_000)
    till.pay(till.invoice(branch=london), 2_000)
    assert [row.amount for row in taken(DAY, DAY)] == [2_000]
    assert [row.amount for row in taken(date(2026, 3, 3), date(2026, 3, 3))] == [1_000]
    assert [(row.day, row.total) for row in issued(DAY, date(2026, 3, 3))] == [
        (DAY, 50_000),
        (date(2026, 3, 3), 50_000),
    ]


def test_what_was_issued_and_taken_back(till: Till) -> None:
    wrong = till.invoice([line(11_800, tax="gst_18", percent=1_000)], practitioner=till.anna)
    till.invoice()
    void(actor=till.owner, credit_note_id=uuid7(), invoice=wrong, reason="x")
    [anna, nobody] = sorted(issued(DAY, DAY), key=lambda row: row.practitioner_id is None)
    assert (anna.bills, anna.total, anna.discount, anna.credited) == (1, 10_600, 1_180, 10_600)
    assert anna.tax == wrong.central_minor + wrong.state_minor == 1_620
    assert (nobody.bills, nobody.total, nobody.credited) == (1, 50_000, 0)

"""Whatever is done, every balance is the sum of its entries, the kept one too; and lists need not add up to know."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybook.billing.actions.credit import credit
from daybook.billing.actions.keep_as_advance import keep_as_advance
from daybook.billing.actions.move_credit import move_credit
from daybook.billing.actions.refund import refund
from daybook.billing.actions.refund_advance import refund_advance
from daybook.billing.actions.take_advance import take_advance
from daybook.billing.actions.use_advance import use_advance
from daybook.billing.actions.void import void
from daybook.billing.ledger import differences
from daybook.billing.listing import listing
from daybook.billing.models import Balance, Invoice
from daybook.billing.queries import (
    advance_of,
    advance_total,
    balance,
    due_total,
    dues,
    dues_of,
    entries,
    issued,
    owed_on,
    standing,
    taken,
)
from daybook.billing.refusals import BillingRefused
from daybook.booking.versions import day_mark
from daybook.lib.ids import uuid7
from daybook.tenancy.scope import current_clinic_id
from tests.billing.till import Till, line

DAY = date(2026, 3, 2)
VERBS = ["bill", "pay", "pay", "both", "void", "credit", "refund", "move", "advance", "use", "keep", "back"]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(-10, 90_000)), min_size=4, max_size=14
)


@dataclass
class Book:
    """A plain model in Python, by what was acknowledged: what each bill owes, what each patient has in advance, and the
    money that went over the desk."""

    till: Till
    owed: dict[UUID, int] = field(default_factory=dict)
    held: Counter[UUID] = field(default_factory=Counter)
    money: int = 0
    in_advance: int = 0
    invoices: list[Invoice] = field(default_factory=list)

    def step(self, what: str, which: int, amount: int) -> None:
        patient = self.till.patient if which % 2 else self.till.friend
        if what == "bill" or not self.invoices:
            lines = [line(abs(amount), tax="gst_5"), line(35_050)]
            invoice = self.till.invoice(lines, patient=patient)
            self.invoices.append(invoice)
            self.owed[invoice.id] = invoice.total_minor
        elif what in ("advance", "back"):
            self.advance(what, patient, amount)
        else:
            self.on_bill(what, self.invoices[which % len(self.invoices)], self.invoices[-1], amount)

    def advance(self, what: str, patient: Any, amount: int) -> None:
        common = {"patient": patient, "branch": self.till.branch, "method": "cash", "amount_minor": amount}
        sign = 1 if what == "advance" else -1
        if sign > 0:
            take_advance(actor=self.till.actor, advance_id=uuid7(), **common)
        else:
            refund_advance(actor=self.till.owner, refund_id=uuid7(), **common)
        self.held[patient.id] += sign * amount
        self.money += sign * amount
        self.in_advance += sign * amount

    def on_bill(self, what: str, invoice: Invoice, other: Invoice, amount: int) -> None:
        desk: dict[str, Any] = {"actor": self.till.actor}
        owner: dict[str, Any] = {"actor": self.till.owner}
        new = uuid7()
        if what == "pay":
            self.till.pay(invoice, amount)
            self.owed[invoice.id] -= amount
            self.money += amount
        elif what == "both":
            before = self.owed[invoice.id]
            self.till.pay(invoice, amount, also=[other])
            mine = amount if other.id == invoice.id else min(before, amount)
            self.owed[invoice.id] -= mine
            self.owed[other.id] -= amount - mine
            self.money += amount
        elif what in ("void", "credit"):
            act = partial(void) if what == "void" else partial(credit, amounts={1: amount})
            note = act(**owner, credit_note_id=new, invoice=invoice, reason="x")
            self.owed[invoice.id] -= note.total_minor
        elif what == "refund":
            refund(**owner, refund_id=new, invoice=invoice, method="cash", amount_minor=amount)
            self.owed[invoice.id] += amount
            self.money -= amount
        elif what == "move":
            moved = move_credit(**desk, payment_id=new, source=invoice, invoice=other).amount_minor
            self.owed[invoice.id] += moved
            self.owed[other.id] -= moved
        else:
            row: Any = (
                use_advance(**desk, payment_id=new, invoice=invoice)
                if what == "use"
                else keep_as_advance(**desk, advance_id=new, invoice=invoice)
            )
            sign = -1 if what == "use" else 1
            self.owed[invoice.id] += sign * row.amount_minor
            self.held[invoice.patient_id] += sign * row.amount_minor


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_every_balance_is_the_sum_of_its_entries(
    till: Till, steps: list[tuple[str, int, int]]
) -> None:
    assert till.actor and till.owner  # there before what is rolled back
    with transaction.atomic():
        book = Book(till)
        for step in steps:
            try:
                with transaction.atomic():
                    book.step(*step)
            except BillingRefused:
                pass
        _compare(book)
        transaction.set_rollback(True)


def _compare(book: Book) -> None:
    assert owed_on(book.owed) == book.owed
    assert differences() == []
    open_ = {bill: owed for bill, owed in book.owed.items() if owed}
    assert {due.invoice_id: due.owed for due in dues()} == open_
    assert {row.id: row.owed for row in listing(unsettled=True)} == open_
    assert due_total()[0] == sum(owed for owed in open_.values() if owed > 0)
    assert advance_total() == (sum(book.held.values()), len([each for each in book.held.values() if each]))
    for patient in (book.till.patient, book.till.friend):
        mine = sum(book.owed[bill.id] for bill in book.invoices if bill.patient_id == patient.id)
        assert advance_of(patient.id) == book.held[patient.id] >= 0
        assert standing(patient.id) == (mine, book.held[patient.id], 0)
        assert balance(patient.id) == mine - book.held[patient.id]
        assert balance(patient.id) == sum(entry.amount for entry in entries(patient.id))
        assert sum(due.owed for due in dues_of(patient.id)) == mine
    # Money is counted where it crossed the desk and nowhere else, so both ways to it meet.
    told = taken(DAY, DAY)
    assert sum(row.amount for row in told) == book.money
    assert sum(row.advances for row in told) == book.in_advance
    billed = sum(row.total - row.credited for row in issued(DAY, DAY))
    assert book.money == billed - sum(book.owed.values()) + sum(book.held.values())


def test_a_kept_balance_that_is_wrong_is_found(till: Till) -> None:
    invoice = till.invoice()
    assert differences() == []
    Balance.objects.filter(invoice=invoice).update(owed_minor=1)
    assert differences() == [invoice.id]
    till.pay(invoice, 100)  # the next entry puts it right
    assert (differences(), due_total()) == ([], (49_900, 1))


def test_every_paper_moves_the_counter_that_other_desks_ask(till: Till) -> None:
    seen = [day_mark(DAY)]
    invoice = till.invoice()
    seen.append(day_mark(DAY))
    till.pay(invoice, 20_000)
    seen.append(day_mark(DAY))
    void(actor=till.owner, credit_note_id=uuid7(), invoice=invoice, reason="x")
    seen.append(day_mark(DAY))
    refund(actor=till.owner, refund_id=uuid7(), invoice=invoice, method="cash", amount_minor=20_000)
    seen.append(day_mark(DAY))
    assert seen == ["0-0", "0-1", "0-2", "0-3", "0-4"]


def test_what_is_due_is_known_without_adding_up_all_bills(till: Till) -> None:
    """3,000 settled bills beside one that is not: the sum and the list touch a few pages, and no payment."""
    invoice = till.invoice()
    settled = till.invoice()
    till.pay(settled, 50_000)
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, {"clinic": current_clinic_id(), "id": settled.id, "count": 3_000})
    for read in (due_total, dues, lambda: listing(unsettled=True), lambda: dues_of(till.patient.id)):
        with Explained() as explained:
            read()
        assert explained.pages < 40, explained.plans
    assert [row.id for row in listing(unsettled=True)] == [invoice.id]


_COPIES = """
WITH bills AS (
    INSERT INTO billing_invoice SELECT (i).* FROM (
        SELECT jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'number', i.number + n)) AS i
        FROM billing_invoice i, generate_series(1, %(count)s) n WHERE i.clinic_id = %(clinic)s AND i.id = %(id)s
    ) copies RETURNING *
)
INSERT INTO billing_balance
    (clinic_id, id, invoice_id, patient_id, branch_id, practitioner_id, currency, issued_at, owed_minor)
SELECT clinic_id, id, id, patient_id, branch_id, practitioner_id, currency, issued_at, 0 FROM bills
"""


class Explained:
    """How many pages of tables and indexes the statements of a block touch, by EXPLAIN."""

    def __enter__(self) -> "Explained":
        self.pages = 0
        self.plans: list[Any] = []
        self._wrapper = connection.execute_wrapper(self._explain)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self._wrapper.__exit__(*args)

    def _explain(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with connection.connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
            [[[plan]]] = cursor.fetchall()
        self.pages += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
        self.plans.append(plan)
        return execute(sql, params, many, context)

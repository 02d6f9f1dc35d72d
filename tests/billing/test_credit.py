"""Credit notes over parts of a bill: never above what is left, taxes in proportion, all of it in the end."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from daybook.accounts.permissions import NotPermitted
from daybook.billing import rows
from daybook.billing.actions.credit import credit
from daybook.billing.actions.void import void
from daybook.billing.credits import add_up, left_of
from daybook.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from daybook.billing.queries import owed_on
from daybook.billing.refusals import BillingRefused
from daybook.billing.sums import sums
from daybook.billing.tax import RATES
from daybook.lib.ids import uuid7
from tests.billing.till import Till, line


def take_off(till: Till, invoice: Invoice, amounts: dict[int, int], **fields: Any) -> CreditNote:
    values: dict[str, Any] = {"actor": till.owner, "credit_note_id": uuid7(), "reason": "half done"}
    return credit(**{**values, "invoice": invoice, "amounts": amounts, **fields})


def two_lines(till: Till) -> Invoice:
    return till.invoice([line(50_000), line(118_000, text="Peel", tax="gst_18")])


def test_a_part_of_a_bill_is_taken_back(till: Till) -> None:
    invoice = two_lines(till)
    till.pay(invoice, 168_000)
    note = take_off(till, invoice, {2: 59_000})
    assert (note.number_text, note.whole, note.total_minor) == ("C-INV-2526-1", False, 59_000)
    assert (note.taxable_minor, note.central_minor, note.state_minor) == (50_000, 4_500, 4_500)
    assert owed_on([invoice.id]) == {invoice.id: -59_000}
    assert till.trail(invoice.id) == ["invoice.issued", "invoice.credited"]
    rest = void(actor=till.owner, credit_note_id=uuid7(), invoice=invoice, reason="all of it")
    assert (rest.whole, rest.total_minor) == (True, 109_000)
    assert [(part.line.number, part.central_minor) for part in rows.lines_of_note(rest)] == [
        (1, 0),
        (2, 4_500),
    ]
    assert owed_on([invoice.id]) == {invoice.id: -168_000}


@pytest.mark.parametrize(
    ("amounts", "field"),
    [
        ({}, "amounts"),
        ({1: 0}, "amounts"),
        ({1: 50_001}, "line-1"),
        ({1: 99}, "line-1"),
        ({1: -100}, "line-1"),
        ({3: 100}, "line-3"),
        ({2: 10**30}, "line-2"),
    ],
)
def test_never_above_what_is_left(till: Till, amounts: dict[int, int], field: str) -> None:
    invoice = two_lines(till)
    with pytest.raises(BillingRefused) as refused, transaction.atomic():
        take_off(till, invoice, amounts)
    assert (refused.value.code, refused.value.field) == ("amount", field)
    assert CreditNote.objects.count() == 0


def test_the_second_note_takes_from_what_the_first_left(till: Till) -> None:
    invoice = two_lines(till)
    form = uuid7()
    for _ in range(2):
        take_off(till, invoice, {1: 49_950}, credit_note_id=form)
    assert CreditNote.objects.count() == 1
    with pytest.raises(BillingRefused), transaction.atomic():
        take_off(till, invoice, {1: 100})
    take_off(till, invoice, {1: 50})  # less than a rupee, but all that is left
    assert [each.amount for each in left_of(rows.lines_of(invoice), rows.lines_credited(invoice))] == [
        0,
        118_000,
    ]


def test_who_may_not_take_back_does_not(till: Till) -> None:
    with pytest.raises(NotPermitted):
        take_off(till, till.invoice(), {1: 100}, actor=till.actor)


def test_a_bill_with_a_part_taken_back_is_still_its_appointments(till: Till) -> None:
    appointment = uuid7()
    invoice = till.invoice(appointment_id=appointment)
    take_off(till, invoice, {1: 100})
    assert rows.invoices_for(appointment) == [invoice]
    void(actor=till.owner, credit_note_id=uuid7(), invoice=invoice, reason="x")
    assert rows.invoices_for(appointment) == []


@st.composite
def any_bill(draw: st.DrawFn) -> tuple[Invoice, list[InvoiceLine]]:
    typed = [
        line(price, tax=draw(st.sampled_from(sorted(RATES))))
        for price in draw(st.lists(st.integers(0, 300_000), min_size=1, max_size=4))
    ]
    told = sums(typed, taxed=True, unit=draw(st.sampled_from([1, 100])))
    parts = [
        InvoiceLine(
            clinic_id=1,
            number=at,
            taxable_minor=one.taxable,
            central_minor=one.central,
            state_minor=one.state,
        )
        for at, one in enumerate(told.lines, 1)
    ]
    return Invoice(clinic_id=1, total_minor=told.total), parts


@settings(max_examples=200, deadline=None)
@given(any_bill(), st.lists(st.lists(st.integers(0, 100), min_size=4, max_size=4), max_size=5))
def test_any_notes_come_to_the_bill_in_the_end(
    bill: tuple[Invoice, list[InvoiceLine]], shares: list[list[int]]
) -> None:
    """Whatever parts are taken off, each note adds up, and the last one leaves nothing: of no line and of no tax."""
    invoice, lines = bill
    credited: list[CreditNoteLine] = []
    notes: list[CreditNote] = []
    for share in [*shares, [100] * 4]:
        left = left_of(lines, credited)
        amounts = {
            each.line.number: max(each.amount * part // 100, min(100, each.amount) if part else 0)
            for each, part in zip(left, share, strict=False)
        }
        told = add_up(invoice, left, notes, amounts)
        assert told.total == told.taxable + told.central + told.state + told.rounding >= 0
        for part in told.parts:
            assert min(part.taxable, part.central, part.state) >= 0
            fields = {"central_minor": part.central, "state_minor": part.state}
            credited.append(CreditNoteLine(clinic_id=1, line=part.line, taxable_minor=part.taxable, **fields))
        notes.append(CreditNote(clinic_id=1, total_minor=told.total))
        assert sum(note.total_minor for note in notes) <= invoice.total_minor
    assert told.whole
    assert sum(note.total_minor for note in notes) == invoice.total_minor
    for each in left_of(lines, credited):
        mine = [part for part in credited if part.line_id == each.line.id]
        assert each.amount == 0
        assert sum(part.central_minor for part in mine) == each.line.central_minor

"""What a bill's page shows, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.ledger import owed_on
from daybook.billing.models import CreditNote, Invoice, InvoiceLine, Payment
from daybook.billing.queries import advance_of, dues_of
from daybook.billing.snapshots import read_buyer
from daybook.lib.zones import zone
from daybook.web.staff.bills.amounts import told, told_in_column
from daybook.web.staff.bills.sums_shown import of_invoice
from daybook.web.staff.entry import StaffRequest


@dataclass(frozen=True, slots=True)
class LineShown:
    text: str
    code: str
    quantity: int
    price: str
    discount: str
    tax: str
    amount: str


@dataclass(frozen=True, slots=True)
class PaymentShown:
    row: Payment
    word: str
    at: datetime
    amount: str
    is_refund: bool


@dataclass(frozen=True, slots=True)
class NoteShown:
    row: CreditNote
    at: datetime
    amount: str


@dataclass(frozen=True, slots=True)
class CreditShown:
    """Another bill of the patient with money to give back, which can pay this one."""

    invoice_id: UUID
    number: str
    amount: str


def state(owed: int, paid: bool, void: bool, currency: str) -> tuple[str, str]:
    """The word for what a bill is by now, and its tag. `void`: all of it was taken back."""
    if owed > 0:
        return _("%(amount)s due") % {"amount": told(owed, currency)}, "warn"
    if owed < 0:
        return _("%(amount)s to give back") % {"amount": told(-owed, currency)}, "bad"
    if void:
        return _("void"), ""
    return (_("paid"), "ok") if paid else (_("nothing due"), "ok")


def wall_clock(at: datetime, invoice: Invoice) -> datetime:
    """What the branch's clock showed; naive, because a template would turn an aware time into UTC."""
    return at.astimezone(zone(invoice.branch.time_zone)).replace(tzinfo=None)


def line_shown(line: InvoiceLine, currency: str) -> LineShown:
    return LineShown(
        line.text,
        line.code,
        line.quantity,
        told_in_column(line.price_minor, currency),
        told_in_column(-line.discount_minor, currency) if line.discount_minor else "",
        f"{line.rate / 100:g} %" if line.rate else "",
        told_in_column(line.quantity * line.price_minor - line.discount_minor, currency),
    )


def bill_context(request: StaffRequest, invoice: Invoice) -> dict[str, Any]:
    """Everything on the page of an issued bill."""
    owed = owed_on([invoice.id])[invoice.id]
    payments = rows.payments_of(invoice)
    lines, notes = rows.lines_of(invoice), rows.credit_notes_of(invoice)
    void = next((note for note in notes if note.whole), None)
    held = advance_of(invoice.patient_id) if owed > 0 else 0
    word, tag = state(owed, bool(payments), void is not None, invoice.currency)
    money = invoice.currency
    return {
        "invoice": invoice,
        "buyer": read_buyer(invoice),
        "issued": wall_clock(invoice.issued_at, invoice),
        "state": word,
        "tag": tag,
        "lines": [line_shown(line, money) for line in lines],
        "sums": of_invoice(invoice),
        "inclusive": bool(invoice.central_minor),
        "coded": invoice.title != Invoice.Title.INVOICE and any(line.code for line in lines),
        "payments": [_payment(row, invoice) for row in payments],
        "owed": owed,
        "owed_told": told_in_column(owed, money),
        "void": void,
        "notes": [
            NoteShown(note, wall_clock(note.issued_at, invoice), told_in_column(-note.total_minor, money))
            for note in notes
        ],
        "may_pay": owed > 0,
        "may_void": void is None and request.may(Permission.CREDIT),
        "may_refund": owed < 0 and request.may(Permission.CREDIT),
        "may_keep": owed < 0,
        "credit_told": told(-owed, money),
        "credits": credits(invoice) if owed > 0 else [],
        "advance": told(min(held, owed), money) if held else "",
        "advance_held": told(held, money) if held > owed else "",
        "slug": request.tenant.slug,
    }


def _payment(row: Payment, invoice: Invoice) -> PaymentShown:
    """What leaves the bill again, given back or kept as an advance, is below zero."""
    away = row.kind != Payment.Kind.PAYMENT
    amount = told_in_column(-row.amount_minor if away else row.amount_minor, invoice.currency)
    word = _("Kept as an advance") if row.kind == Payment.Kind.ADVANCE else row.get_method_display()
    return PaymentShown(row, word, wall_clock(row.taken_at, invoice), amount, row.kind == Payment.Kind.REFUND)


def credits(invoice: Invoice) -> list[CreditShown]:  # noqa: A001 - the word of the field
    return [
        CreditShown(due.invoice_id, due.number, told(-due.owed, invoice.currency))
        for due in dues_of(invoice.patient_id)
        if due.owed < 0 and due.invoice_id != invoice.id
    ]

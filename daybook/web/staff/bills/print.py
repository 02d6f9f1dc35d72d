"""What is printed on a bill, a credit note and a receipt: the shapes of lib/paper/shapes.py.

Everything comes from the row as it was issued, so that a bill printed again is the same paper; only what was paid since
and what is due are of today.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal, cast

from daybook.billing import rows
from daybook.billing.ledger import owed_on
from daybook.billing.models import CreditNote, Invoice, InvoiceLine, Payment
from daybook.billing.snapshots import read_buyer
from daybook.lib.money import format_money
from daybook.lib.paper import in_words, qr
from daybook.lib.paper.shapes import (
    InvoiceData,
    InvoiceLineData,
    Letterhead,
    PaymentData,
    Person,
    ReceiptData,
    TaxLine,
    Totals,
)
from daybook.lib.zones import local_day, zone

Title = Literal["invoice", "tax_invoice", "bill_of_supply", "invoice_and_bill", "credit_note"]
TITLES: dict[str, Title] = {
    Invoice.Title.TAX_INVOICE: "tax_invoice",
    Invoice.Title.BILL_OF_SUPPLY: "bill_of_supply",
    Invoice.Title.INVOICE_CUM_BILL: "invoice_and_bill",
    Invoice.Title.INVOICE: "invoice",
}
_NOBODY = dict.fromkeys(Letterhead.__annotations__, "")


def invoice_data(invoice: Invoice, language: str, *, pay_link: Callable[[int], str]) -> InvoiceData:
    """`pay_link`: the address of a UPI payment of so much, or ""."""
    owed = owed_on([invoice.id])[invoice.id]
    note = rows.credit_note_of(invoice)
    link = pay_link(owed) if owed > 0 else ""
    return {
        **_common(invoice, language),
        "title": TITLES[invoice.title],
        "copy": "original",
        "number": invoice.number_text,
        "date": _day(invoice, invoice.issued_at),
        "payments": [_payment(invoice, row) for row in rows.payments_of(invoice)],
        "due": _money(invoice, owed) if owed > 0 else "",
        "qr_svg": qr.svg(link) if link else None,
        "voided_by": note.number_text if note else "",
    }


def credit_note_data(invoice: Invoice, note: CreditNote, language: str) -> InvoiceData:
    return {
        **_common(invoice, language),
        "title": "credit_note",
        "number": note.number_text,
        "date": _day(invoice, note.issued_at),
        "payments": [],
        "due": "",
        "qr_svg": None,
        "void_of": invoice.number_text,
        "reason": note.reason,
    }


def _common(invoice: Invoice, language: str) -> InvoiceData:
    lines = rows.lines_of(invoice)
    return {
        "letterhead": letterhead(invoice),
        "patient": buyer(invoice),
        "number": "",
        "date": _day(invoice, invoice.issued_at),
        "lines": [_line(invoice, line) for line in lines],
        "totals": _totals(invoice, lines, language),
        "payments": [],
        "due": "",
        "qr_svg": None,
    }


def letterhead(invoice: Invoice) -> Letterhead:
    return cast(Letterhead, {**_NOBODY, **invoice.seller})


def buyer(invoice: Invoice) -> Person:
    return cast(Person, read_buyer(invoice))


def receipt_data(payment: Payment, language: str) -> ReceiptData:
    invoice = payment.invoice
    owed = owed_on([invoice.id])[invoice.id]
    return {
        "letterhead": letterhead(invoice),
        "patient": buyer(invoice),
        "number": payment.number_text,
        "at": payment.taken_at.astimezone(zone(invoice.branch.time_zone)),
        "invoice_number": invoice.number_text,
        "invoice_total": _money(invoice, invoice.total_minor),
        "method": payment.method,
        "reference": payment.other.number_text if payment.other else payment.reference,
        "amount": _money(invoice, payment.amount_minor),
        "in_words": in_words(payment.amount_minor, invoice.currency, language),
        "due": _money(invoice, owed) if owed > 0 else "",
        "taken_by": payment.taken_by_name,
        "refund": payment.kind == Payment.Kind.REFUND,
    }


def _line(invoice: Invoice, line: InvoiceLine) -> InvoiceLineData:
    return {
        "text": line.text,
        "quantity": str(line.quantity),
        "price": _money(invoice, line.price_minor),
        "discount": _money(invoice, line.discount_minor) if line.discount_minor else "",
        "tax_rate": _rate(line.rate) if line.rate else "",
        "amount": _money(invoice, line.taxable_minor),
    }


def _totals(invoice: Invoice, lines: list[InvoiceLine], language: str) -> Totals:
    return {
        "subtotal": _money(invoice, invoice.taxable_minor),
        "discount": _money(invoice, invoice.discount_minor) if invoice.discount_minor else "",
        "taxes": _taxes(invoice, lines),
        "rounding": _money(invoice, invoice.rounding_minor) if invoice.rounding_minor else "",
        "total": _money(invoice, invoice.total_minor),
        "in_words": in_words(invoice.total_minor, invoice.currency, language),
    }


def _taxes(invoice: Invoice, lines: list[InvoiceLine]) -> list[TaxLine]:
    """Central and state tax of each rate, half of it each (see billing/tax.py)."""
    found: list[TaxLine] = []
    for rate in sorted({line.rate for line in lines if line.rate}):
        taxed = [line for line in lines if line.rate == rate]
        taxable = _money(invoice, sum(line.taxable_minor for line in taxed))
        for name, amount in (
            ("CGST", sum(line.central_minor for line in taxed)),
            ("SGST", sum(line.state_minor for line in taxed)),
        ):
            found.append(
                {
                    "name": name,
                    "rate": _rate(rate // 2),
                    "taxable": taxable,
                    "amount": _money(invoice, amount),
                }
            )
    return found


def _payment(invoice: Invoice, payment: Payment) -> PaymentData:
    sign = -1 if payment.kind == Payment.Kind.REFUND else 1
    return {
        "method": payment.method,
        "number": payment.number_text,
        "date": _day(invoice, payment.taken_at),
        "reference": payment.other.number_text if payment.other else payment.reference,
        "amount": _money(invoice, sign * payment.amount_minor),
    }


def _rate(hundredths: int) -> str:
    return f"{hundredths / 100:g} %"


def _day(invoice: Invoice, at: datetime) -> date:
    return local_day(at, zone(invoice.branch.time_zone))


def _money(invoice: Invoice, minor: int) -> str:
    return format_money(minor, invoice.currency, always_decimals=True)

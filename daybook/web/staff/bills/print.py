"""What is printed on a bill, a credit note and a receipt: the shapes of lib/paper/shapes.py.

Everything comes from the row as it was issued, so that a bill printed again is the same paper; only what was paid since
and what is due are of today.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal, cast

from daybook.billing import rows
from daybook.billing.credits import net
from daybook.billing.ledger import owed_on
from daybook.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Payment
from daybook.billing.snapshots import read_buyer
from daybook.clinics.models import TaxClass
from daybook.lib.money import format_money
from daybook.lib.paper import in_words, qr
from daybook.lib.paper.shapes import (
    CodeSum,
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
    notes, lines = rows.credit_notes_of(invoice), rows.lines_of(invoice)
    link = pay_link(owed) if owed > 0 else ""
    return {
        **_common(invoice, [_line(invoice, line) for line in lines], _summary(invoice, lines)),
        "totals": _totals(invoice, lines, language),
        "title": TITLES[invoice.title],
        "copy": "original",
        "number": invoice.number_text,
        "date": _day(invoice, invoice.issued_at),
        "payments": [
            *(_credited(invoice, note) for note in notes if not note.whole),
            *(_payment(invoice, row) for row in rows.payments_of(invoice)),
        ],
        "due": _money(invoice, owed) if owed > 0 else "",
        "qr_svg": qr.svg(link) if link else None,
        "voided_by": next((note.number_text for note in notes if note.whole), ""),
    }


def credit_note_data(note: CreditNote, language: str) -> InvoiceData:
    """CGST Rules, rule 53: the invoice by number and date, the value, the rate, and the tax that is taken back."""
    invoice, parts = note.invoice, rows.lines_of_note(note)
    totals: Totals = {
        "subtotal": _money(invoice, note.taxable_minor),
        "discount": "",
        "taxes": _taxes(invoice, [(part.line.rate, part) for part in parts]),
        "rounding": _money(invoice, note.rounding_minor) if note.rounding_minor else "",
        "total": _money(invoice, note.total_minor),
        "in_words": in_words(note.total_minor, invoice.currency, language),
    }
    day = f"{_day(invoice, invoice.issued_at):%d-%m-%Y}"
    return {
        **_common(invoice, [_part(invoice, part) for part in parts], []),
        "totals": totals,
        "title": "credit_note",
        "number": note.number_text,
        "date": _day(invoice, note.issued_at),
        "void_of": f"{invoice.number_text} ({day})",
        "reason": note.reason,
    }


def _common(invoice: Invoice, lines: list[InvoiceLineData], summary: list[CodeSum]) -> InvoiceData:
    taxed = bool(invoice.central_minor)
    data: InvoiceData = {
        "letterhead": letterhead(invoice),
        "patient": buyer(invoice),
        "number": "",
        "date": _day(invoice, invoice.issued_at),
        "lines": lines,
        "payments": [],
        "due": "",
        "qr_svg": None,
        "registered": invoice.title != Invoice.Title.INVOICE,
        "exempt": any(line["exempt"] for line in lines),
        "inclusive": taxed,
        "reverse_charge": taxed,
        "summary": summary,
        "totals": {"subtotal": "", "discount": "", "taxes": [], "rounding": "", "total": "", "in_words": ""},
    }
    return data


def letterhead(row: Invoice | Payment) -> Letterhead:
    return cast(Letterhead, {**_NOBODY, **(row.seller or {})})


def buyer(row: Invoice | Payment) -> Person:
    return cast(Person, read_buyer(row))


def receipt_data(payment: Payment, language: str) -> ReceiptData:
    """Both sides are the bill's, or the receipt's own where it is of no bill."""
    invoice, said = payment.invoice, payment if payment.seller is not None else payment.invoice
    if said is None:
        raise ValueError("a receipt is of a bill, or remembers both sides itself")
    owed = owed_on([invoice.id])[invoice.id] if invoice else 0
    together = rows.payments_together(payment.together) if payment.together else []
    back = payment.kind == Payment.Kind.REFUND
    moved = "kept" if payment.kind == Payment.Kind.ADVANCE and invoice else payment.method
    return {
        "letterhead": letterhead(said),
        "patient": buyer(said),
        "number": payment.number_text,
        "at": payment.taken_at.astimezone(zone(payment.branch.time_zone)),
        "invoice_number": invoice.number_text if invoice else "",
        "invoice_total": _money(payment, invoice.total_minor) if invoice else "",
        "method": moved,
        "reference": payment.other.number_text if payment.other else payment.reference,
        "amount": _money(payment, payment.amount_minor),
        "in_words": in_words(payment.amount_minor, payment.currency, language),
        "due": _money(payment, owed) if owed > 0 else "",
        "taken_by": payment.taken_by_name,
        "refund": back,
        "advance": payment.kind == Payment.Kind.ADVANCE,
        "what_for": "" if back else payment.reason,
        "receipts": payment.reason if back else "",
        "together": ", ".join(row.number_text for row in together if row.id != payment.id),
        "together_total": _money(payment, sum(row.amount_minor for row in together)) if together else "",
    }


def _line(invoice: Invoice, line: InvoiceLine) -> InvoiceLineData:
    return {
        "text": line.text,
        "code": _code(invoice, line),
        "quantity": str(line.quantity),
        "price": _money(invoice, line.price_minor),
        "discount": _money(invoice, line.discount_minor) if line.discount_minor else "",
        "tax_rate": _rate(line.rate) if line.rate else "",
        "exempt": _is_exempt(invoice, line),
        "amount": _money(invoice, line.taxable_minor),
    }


def _part(invoice: Invoice, part: CreditNoteLine) -> InvoiceLineData:
    """A line of a credit note: its price is what is taken back, tax included."""
    return {
        **_line(invoice, part.line),
        "quantity": "",
        "price": _money(invoice, net(part)),
        "discount": "",
        "amount": _money(invoice, part.taxable_minor),
    }


def _code(invoice: Invoice, line: InvoiceLine) -> str:
    """Printed by who is registered (CGST Rules, rules 46(g) and 49(e))."""
    return line.code if invoice.title != Invoice.Title.INVOICE else ""


def _is_exempt(invoice: Invoice, line: InvoiceLine) -> bool:
    """Exempt is what would be taxed otherwise: who is not registered has no exempt supplies, but no tax at all."""
    return line.tax_class == TaxClass.EXEMPT and invoice.title != Invoice.Title.INVOICE


def _totals(invoice: Invoice, lines: list[InvoiceLine], language: str) -> Totals:
    return {
        "subtotal": _money(invoice, invoice.taxable_minor),
        "discount": _money(invoice, invoice.discount_minor) if invoice.discount_minor else "",
        "taxes": _taxes(invoice, [(line.rate, line) for line in lines]),
        "rounding": _money(invoice, invoice.rounding_minor) if invoice.rounding_minor else "",
        "total": _money(invoice, invoice.total_minor),
        "in_words": in_words(invoice.total_minor, invoice.currency, language),
    }


def _taxes(invoice: Invoice, parts: list[tuple[int, Any]]) -> list[TaxLine]:
    """Central and state tax of each rate, half of it each (see billing/tax.py). `parts`: (rate, what has the
    amounts)."""
    found: list[TaxLine] = []
    for rate in sorted({rate for rate, _part in parts if rate}):
        taxed = [part for each, part in parts if each == rate]
        taxable = _money(invoice, sum(part.taxable_minor for part in taxed))
        for name, amount in (
            ("CGST", sum(part.central_minor for part in taxed)),
            ("SGST", sum(part.state_minor for part in taxed)),
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


def _summary(invoice: Invoice, lines: list[InvoiceLine]) -> list[CodeSum]:
    """Value and taxes by code and rate, of a bill with any tax: what the clinic's return asks for."""
    if not invoice.central_minor:
        return []
    groups: dict[tuple[str, int], list[InvoiceLine]] = {}
    for line in lines:
        groups.setdefault((_code(invoice, line), line.rate), []).append(line)
    return [
        {
            "code": code,
            "rate": _rate(rate) if rate else "",
            "taxable": _money(invoice, sum(line.taxable_minor for line in group)),
            "central": _money(invoice, sum(line.central_minor for line in group)),
            "state": _money(invoice, sum(line.state_minor for line in group)),
        }
        for (code, rate), group in sorted(groups.items())
    ]


def _payment(invoice: Invoice, payment: Payment) -> PaymentData:
    sign = 1 if payment.kind == Payment.Kind.PAYMENT else -1
    return {
        "method": "kept" if payment.kind == Payment.Kind.ADVANCE else payment.method,
        "number": payment.number_text,
        "date": _day(invoice, payment.taken_at),
        "reference": payment.other.number_text if payment.other else payment.reference,
        "amount": _money(invoice, sign * payment.amount_minor),
    }


def _credited(invoice: Invoice, note: CreditNote) -> PaymentData:
    """A part that was taken back, among what settles the bill."""
    return {
        "method": "credit_note",
        "number": note.number_text,
        "date": _day(invoice, note.issued_at),
        "reference": "",
        "amount": _money(invoice, note.total_minor),
    }


def _rate(hundredths: int) -> str:
    return f"{hundredths / 100:g} %"


def _day(invoice: Invoice, at: datetime) -> date:
    return local_day(at, zone(invoice.branch.time_zone))


def _money(row: Invoice | Payment, minor: int) -> str:
    return format_money(minor, row.currency, always_decimals=True)

"""The UPI code of a bill: whoever scans it pays the clinic this amount, with the bill's number."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from daybook.billing import rows
from daybook.billing.models import Invoice
from daybook.lib.money import parse_money
from daybook.lib.paper import qr
from daybook.lib.refused import BadInput
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.entry import StaffRequest


@dataclass(frozen=True, slots=True)
class Code:
    svg: SafeString
    payee: str
    amount: str
    reference: str


def reference_of(invoice: Invoice) -> str:
    """The bill's number; with each further payment another one, since an app takes the same reference only once."""
    before = len(rows.payments_of(invoice))
    return f"{invoice.number_text}-{before + 1}" if before else invoice.number_text


def link_of(request: StaffRequest, invoice: Invoice, amount: int) -> tuple[str, str]:
    """(the address that UPI apps open, its reference); empty when the clinic has no UPI address."""
    settings = rows.settings()
    if not settings.upi_address or invoice.currency != "INR" or amount < 1:
        return "", ""
    reference = reference_of(invoice)
    name = settings.upi_name or request.clinic.name
    link = qr.upi_link(payee=settings.upi_address, name=name[:50], amount_minor=amount, reference=reference)
    return link, reference


def code_of(request: StaffRequest, invoice: Invoice, typed: Any, owed: int) -> Code | None:
    """For what is typed as the amount, and at most for what is due. None when nothing can be paid by UPI."""
    try:
        amount = parse_money(str(typed or ""), invoice.currency)
    except BadInput:
        amount = owed
    amount = min(amount, owed)
    link, reference = link_of(request, invoice, amount)
    if not link:
        return None
    payee = rows.settings().upi_address
    svg = mark_safe(qr.svg(link))  # noqa: S308 - drawn by us, from numbers
    return Code(svg, payee, told(amount, invoice.currency), reference)

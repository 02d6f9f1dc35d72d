"""What receipts and refund vouchers have in common."""

from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daybook.audit.actor import Actor
from daybook.billing.models import Invoice, Method, Paper, Payment
from daybook.billing.numbers import take_number
from daybook.billing.refusals import BillingRefused
from daybook.clinics.models import Branch
from daybook.clinics.queries import profile
from daybook.lib import clock
from daybook.lib.money import format_money


def who(actor: Actor) -> dict[str, Any]:
    """Who takes or gives the money, and when. Machines are no members."""
    member = UUID(actor.id) if actor.kind == "staff" else None
    return {"taken_by_id": member, "taken_by_name": actor.label[:120], "taken_at": clock.now()}


def on_bill(invoice: Invoice) -> dict[str, Any]:
    """Whose bill it is, where and in what."""
    return {
        "invoice": invoice,
        "patient_id": invoice.patient_id,
        "branch_id": invoice.branch_id,
        "currency": invoice.currency,
    }


def numbered(payment: Payment, kind: Paper, branch: Branch) -> None:
    """Gives the row the next number of its kind; last before it is written, since others wait from here on."""
    given = take_number(kind, branch=branch, profile=profile(), at=payment.taken_at)
    payment.series, payment.financial_year, payment.number, payment.number_text = given


def check_method(method: str, currency: str) -> None:
    """Raises BillingRefused ("method") for what money cannot be taken or given by."""
    if method not in (Method.CASH, Method.CARD, Method.UPI):
        raise BillingRefused(_("Choose cash, card or UPI."), code="method", field="method")
    if method == Method.UPI and currency != "INR":
        raise BillingRefused(_("UPI pays in rupees only."), code="method", field="method")


def check_taken(method: str, currency: str, amount: int, given: int | None) -> None:
    """Raises BillingRefused ("method", "amount", "given")."""
    check_method(method, currency)
    if amount < 1:
        raise BillingRefused(_("Write an amount above 0."), code="amount", field="amount")
    if method == Method.CASH and given is not None and given < amount:
        words = _("Less cash was given than is to be paid. Write a smaller amount, or ask for more.")
        raise BillingRefused(words, code="given", field="given")


def check_given_back(amount: int, credit: int, currency: str) -> None:
    """Raises BillingRefused ("amount")."""
    if not 1 <= amount <= credit:
        words = _("Write an amount up to %(credit)s.")
        raise BillingRefused(words % {"credit": shown(credit, currency)}, code="amount", field="amount")


def shown(amount: int, currency: str) -> str:
    """An amount for who is told no."""
    return format_money(amount, currency, get_language() or "en")


def told_text(row: Invoice | Payment, amount_minor: int) -> str:
    """An amount for the trail."""
    return format_money(amount_minor, row.currency)

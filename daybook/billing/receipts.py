"""What receipts and refund vouchers have in common."""

from typing import Any
from uuid import UUID

from daybook.audit.actor import Actor
from daybook.billing.models import Invoice, Paper, Payment
from daybook.billing.numbers import take_number
from daybook.clinics.models import Branch
from daybook.clinics.queries import profile
from daybook.lib import clock
from daybook.lib.money import format_money


def who(actor: Actor) -> dict[str, Any]:
    """Who takes or gives the money, and when. Machines are no members."""
    member = UUID(actor.id) if actor.kind == "staff" else None
    return {"taken_by_id": member, "taken_by_name": actor.label[:120], "taken_at": clock.now()}


def numbered(payment: Payment, kind: Paper, branch: Branch) -> None:
    """Gives the row the next number of its kind; last before it is written, since others wait from here on."""
    given = take_number(kind, branch=branch, profile=profile(), at=payment.taken_at)
    payment.series, payment.financial_year, payment.number, payment.number_text = given


def told_text(invoice: Invoice, amount_minor: int) -> str:
    """An amount for the trail."""
    return format_money(amount_minor, invoice.currency)

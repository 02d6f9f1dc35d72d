"""Take money for a bill, by cash, card or UPI; a receipt has a number of its own."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.ledger import owed_on
from daybook.billing.locks import lock
from daybook.billing.models import Invoice, Method, Paper, Payment
from daybook.billing.receipts import numbered, told_text, who
from daybook.billing.references import check_reference
from daybook.billing.refusals import BillingRefused
from daybook.lib.money import format_money
from daybook.tenancy.writes import insert


def take_payment(
    *,
    actor: Actor,
    payment_id: UUID,
    invoice: Invoice,
    method: str,
    amount_minor: int,
    given_minor: int | None = None,
    reference: str = "",
) -> Payment:
    """A part of what is due, or all of it. `payment_id` is the form's: sent twice, it is paid once. `given_minor`: the
    cash handed over; the difference is the change. More than is due is never taken, so nobody has an advance.

    Raises NotPermitted, or BillingRefused: "used", "amount", "overpaid", "given", "reference", "method".
    """
    require(actor, Permission.BILL)
    with transaction.atomic():
        lock(invoice.id, reference if method == Method.UPI else None)
        earlier = rows.payment(payment_id)
        if earlier is not None:
            return same_form(earlier, invoice)
        _check(invoice, method, amount_minor, given_minor)
        kept = check_reference(method, reference)
        payment = Payment(
            id=payment_id,
            invoice=invoice,
            kind=Payment.Kind.PAYMENT,
            method=method,
            amount_minor=amount_minor,
            given_minor=given_minor if method == Method.CASH else None,
            reference=kept,
            **who(actor),
        )
        numbered(payment, Paper.RECEIPT, invoice.branch)
        insert(payment)
        details = {
            "number": payment.number_text,
            "amount": told_text(invoice, amount_minor),
            "method": method,
        }
        record(actor, "payment.taken", on=payment, patient=invoice.patient_id, details=details)
    return payment


def same_form(earlier: Payment, invoice: Invoice) -> Payment:
    """The form sent twice; raises BillingRefused when its id belongs to something else."""
    if earlier.invoice_id != invoice.id:
        raise BillingRefused(_("This form was used already. Open a new one."), code="used")
    return earlier


def _check(invoice: Invoice, method: str, amount: int, given: int | None) -> None:
    if method not in (Method.CASH, Method.CARD, Method.UPI):
        raise BillingRefused(_("Choose cash, card or UPI."), code="method", field="method")
    if method == Method.UPI and invoice.currency != "INR":
        raise BillingRefused(_("UPI pays in rupees only."), code="method", field="method")
    if amount < 1:
        raise BillingRefused(_("Write an amount above 0."), code="amount", field="amount")
    owed = owed_on([invoice.id]).get(invoice.id, 0)
    if owed <= 0:
        raise BillingRefused(_("Nothing is due on this bill."), code="overpaid", field="amount")
    if amount > owed:
        words = _("Only %(due)s is due. Give the rest back as change.")
        shown = format_money(owed, invoice.currency, get_language() or "en")
        raise BillingRefused(words % {"due": shown}, code="overpaid", field="amount")
    if method == Method.CASH and given is not None and given < amount:
        words = _("Less cash was given than is to be paid. Write a smaller amount, or ask for more.")
        raise BillingRefused(words, code="given", field="given")

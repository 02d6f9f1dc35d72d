"""Give money back: what a patient has too much on a bill that was taken back, or a part of it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.actions.take_payment import same_form
from daybook.billing.ledger import keep, owed_on
from daybook.billing.locks import lock
from daybook.billing.models import Invoice, Method, Paper, Payment
from daybook.billing.receipts import check_given_back, check_method, numbered, on_bill, told_text, who
from daybook.billing.references import check_reference
from daybook.billing.refusals import BillingRefused
from daybook.tenancy.writes import insert


def refund(
    *,
    actor: Actor,
    refund_id: UUID,
    invoice: Invoice,
    method: str,
    amount_minor: int,
    reference: str = "",
) -> Payment:
    """Never more than the patient has to get back for this bill. `refund_id` is the form's.

    Raises NotPermitted, or BillingRefused ("used", "amount", "method", "reference").
    """
    require(actor, Permission.CREDIT)
    with transaction.atomic():
        lock(invoice.id, reference if method == Method.UPI else None)
        earlier = rows.payment(refund_id)
        if earlier is not None:
            return same_form(earlier, invoice)
        check_method(method, invoice.currency)
        credit = -owed_on([invoice.id]).get(invoice.id, 0)
        if credit <= 0:
            raise BillingRefused(
                _("There is nothing to give back on this bill."), code="amount", field="amount"
            )
        check_given_back(amount_minor, credit, invoice.currency)
        row = Payment(
            id=refund_id,
            kind=Payment.Kind.REFUND,
            method=method,
            amount_minor=amount_minor,
            reference=check_reference(method, reference),
            **on_bill(invoice),
            **who(actor),
        )
        numbered(row, Paper.REFUND, invoice.branch)
        insert(row)
        keep(invoice.id)
        details = {"number": row.number_text, "amount": told_text(invoice, amount_minor), "method": method}
        record(actor, "payment.refunded", on=row, patient=invoice.patient_id, details=details)
    return row

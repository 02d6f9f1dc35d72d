"""Pay a bill with what its patient has paid in advance."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.actions.take_payment import same_form
from daybook.billing.advances import lock_advance
from daybook.billing.ledger import advance_of, keep, owed_on
from daybook.billing.models import Invoice, Method, Paper, Payment
from daybook.billing.receipts import numbered, on_bill, told_text, who
from daybook.billing.refusals import BillingRefused
from daybook.tenancy.writes import insert


def use_advance(*, actor: Actor, payment_id: UUID, invoice: Invoice) -> Payment:
    """As much as is both held in advance and due on the bill: one row, which is a payment here and taken from there.

    Raises NotPermitted, or BillingRefused ("used", "credit").
    """
    require(actor, Permission.BILL)
    # The bill of a file that was merged into another: the advance is the survivor's.
    patient = invoice.patient.now
    with transaction.atomic():
        lock_advance(patient.id, "", "", invoice.id)
        earlier = rows.payment(payment_id)
        if earlier is not None:
            return same_form(earlier, invoice)
        amount = min(advance_of(patient.id), owed_on([invoice.id]).get(invoice.id, 0))
        if amount < 1:
            raise BillingRefused(
                _("Nothing is left of the advance, or nothing is due any more."), code="credit"
            )
        row = Payment(
            id=payment_id,
            kind=Payment.Kind.PAYMENT,
            method=Method.ADVANCE,
            amount_minor=amount,
            **{**on_bill(invoice), "patient_id": patient.id},
            **who(actor),
        )
        numbered(row, Paper.RECEIPT, invoice.branch)
        insert(row)
        keep(invoice.id, advance_of=patient.id)
        details = {"number": row.number_text, "amount": told_text(row, amount)}
        record(actor, "advance.used", on=row, patient=patient.id, details=details)
    return row

"""Pay a bill with what the same patient has to get back for another one, as when a bill was made anew."""

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
from daybook.billing.receipts import numbered, on_bill, told_text, who
from daybook.billing.refusals import BillingRefused
from daybook.lib.ids import uuid7
from daybook.patients.merged import same_person
from daybook.tenancy.writes import insert


def move_credit(*, actor: Actor, payment_id: UUID, source: Invoice, invoice: Invoice) -> Payment:
    """As much as is both to be given back on `source` and due on `invoice`: a refund there, a payment here, in one.

    Raises NotPermitted, or BillingRefused ("used", "credit").
    """
    require(actor, Permission.BILL)
    if not same_person(source.patient_id, invoice.patient_id) or source.currency != invoice.currency:
        raise BillingRefused(_("That credit is another patient's."), code="credit")
    with transaction.atomic():
        lock(source.id, invoice.id)
        earlier = rows.payment(payment_id)
        if earlier is not None:
            return same_form(earlier, invoice)
        owed = owed_on([source.id, invoice.id])
        amount = min(-owed.get(source.id, 0), owed.get(invoice.id, 0))
        if amount < 1:
            raise BillingRefused(_("There is no credit left, or nothing is due any more."), code="credit")
        common = {"method": Method.CREDIT, "amount_minor": amount, **who(actor)}
        payment = Payment(
            id=payment_id, kind=Payment.Kind.PAYMENT, other=source, **on_bill(invoice), **common
        )
        back = Payment(id=uuid7(), kind=Payment.Kind.REFUND, other=invoice, **on_bill(source), **common)
        for row, kind in ((payment, Paper.RECEIPT), (back, Paper.REFUND)):
            numbered(row, kind, row.branch)
            insert(row)
        keep(source.id, invoice.id)
        details = {
            "number": payment.number_text,
            "amount": told_text(invoice, amount),
            "other_bill": source.number_text,
        }
        record(actor, "payment.moved", on=payment, patient=invoice.patient_id, details=details)
    return payment

"""Keep what is to be given back on a bill for the patient's next one."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.actions.take_payment import same_form
from daybook.billing.advances import lock_advance, to_whom
from daybook.billing.ledger import keep, owed_on
from daybook.billing.models import Invoice, Method, Paper, Payment
from daybook.billing.receipts import numbered, on_bill, told_text, who
from daybook.billing.refusals import BillingRefused
from daybook.clinics.queries import profile
from daybook.tenancy.writes import insert


def keep_as_advance(*, actor: Actor, advance_id: UUID, invoice: Invoice) -> Payment:
    """All of it: one row, which is off this bill and in the advance.

    Raises NotPermitted, or BillingRefused ("used", "credit").
    """
    require(actor, Permission.BILL)
    # The bill of a file that was merged into another: the advance is the survivor's.
    patient = invoice.patient.now
    with transaction.atomic():
        lock_advance(patient.id, "", "", invoice.id)
        earlier = rows.payment(advance_id)
        if earlier is not None:
            return same_form(earlier, invoice)
        credit = -owed_on([invoice.id]).get(invoice.id, 0)
        if credit < 1:
            raise BillingRefused(_("There is nothing to give back on this bill."), code="credit")
        row = Payment(
            id=advance_id,
            kind=Payment.Kind.ADVANCE,
            method=Method.CREDIT,
            amount_minor=credit,
            **{**on_bill(invoice), "patient_id": patient.id},
            **who(actor),
        )
        to_whom(row, patient, invoice.branch, profile())
        numbered(row, Paper.ADVANCE, invoice.branch)
        insert(row)
        keep(invoice.id, advance_of=patient.id)
        details = {
            "number": row.number_text,
            "amount": told_text(row, credit),
            "other_bill": invoice.number_text,
        }
        record(actor, "advance.kept", on=row, patient=patient.id, details=details)
    return row

"""Give an advance back that was not used."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.advances import bare, lock_advance, receipts_behind, same_advance, to_whom
from daybook.billing.ledger import advance_of, keep
from daybook.billing.models import Paper, Payment
from daybook.billing.receipts import check_given_back, check_method, numbered, told_text
from daybook.billing.references import check_reference
from daybook.billing.refusals import BillingRefused
from daybook.clinics.models import Branch
from daybook.clinics.queries import profile as clinic_profile
from daybook.patients.models import Patient
from daybook.tenancy.writes import insert


def refund_advance(
    *,
    actor: Actor,
    refund_id: UUID,
    patient: Patient,
    branch: Branch,
    method: str,
    amount_minor: int,
    reference: str = "",
) -> Payment:
    """A refund voucher (CGST Act, section 31(3)(e); particulars by rule 51). `refund_id` is the form's.

    Raises NotPermitted, or BillingRefused ("used", "amount", "method", "reference").
    """
    require(actor, Permission.CREDIT)
    profile = clinic_profile()
    with transaction.atomic():
        lock_advance(patient.id, method, reference)
        earlier = rows.payment(refund_id)
        if earlier is not None:
            return same_advance(earlier, patient, Payment.Kind.REFUND)
        check_method(method, profile.currency)
        held = advance_of(patient.id)
        if held <= 0:
            raise BillingRefused(_("Nothing is left of the advance."), code="amount", field="amount")
        check_given_back(amount_minor, held, profile.currency)
        row = bare(actor, refund_id, Payment.Kind.REFUND, patient, branch, profile)
        row.method, row.amount_minor = method, amount_minor
        row.reference = check_reference(method, reference)
        row.reason = receipts_behind(patient.id, held)
        to_whom(row, patient, branch, profile)
        numbered(row, Paper.REFUND, branch)
        insert(row)
        keep(advance_of=patient.id)
        details = {"number": row.number_text, "amount": told_text(row, amount_minor), "method": method}
        record(actor, "advance.refunded", on=row, patient=patient.id, details=details)
    return row

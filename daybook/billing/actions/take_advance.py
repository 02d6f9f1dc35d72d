"""Take money before there is a bill: the patient's advance, with a receipt of its own series."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.advances import bare, lock_advance, same_advance, to_whom
from daybook.billing.ledger import keep
from daybook.billing.models import Paper, Payment
from daybook.billing.queries import family_dues
from daybook.billing.receipts import check_taken, numbered, told_text
from daybook.billing.references import check_reference
from daybook.billing.refusals import BillingRefused
from daybook.clinics.models import Branch
from daybook.clinics.queries import profile as clinic_profile
from daybook.lib.text import clean_line
from daybook.patients.models import Patient
from daybook.tenancy.writes import insert

MOST_MINOR = 10**12


def take_advance(
    *,
    actor: Actor,
    advance_id: UUID,
    patient: Patient,
    branch: Branch,
    method: str,
    amount_minor: int,
    given_minor: int | None = None,
    reference: str = "",
    reason: str = "",
    again: bool = False,
) -> Payment:
    """A receipt voucher (CGST Act, section 31(3)(d); particulars by rule 50). `advance_id` is the form's: sent twice,
    it is taken once. `reason`: what it is for. No tax is taken out of it: an advance is taken for health care, which
    is exempt.

    Raises NotPermitted, or BillingRefused: "used", "amount", "given", "reference", "again", "method", "reason".
    """
    require(actor, Permission.BILL)
    profile, words = clinic_profile(), clean_line(reason)
    if len(words) > 120:
        raise BillingRefused(_("At most 120 letters."), code="reason", field="reason")
    with transaction.atomic():
        lock_advance(patient.id, method, reference)
        earlier = rows.payment(advance_id)
        if earlier is not None:
            return same_advance(earlier, patient, Payment.Kind.ADVANCE)
        check_taken(method, profile.currency, amount_minor, given_minor)
        if amount_minor > MOST_MINOR:
            raise BillingRefused(_("This amount is too large."), code="amount", field="amount")
        family = {patient.id, *(due.patient_id for due in family_dues(patient.id))}
        row = bare(actor, advance_id, Payment.Kind.ADVANCE, patient, branch, profile)
        row.method, row.amount_minor, row.reason = method, amount_minor, words
        row.given_minor = given_minor if method == "cash" else None
        row.reference = check_reference(method, reference, patients=family, again=again)
        to_whom(row, patient, branch, profile)
        numbered(row, Paper.ADVANCE, branch)
        insert(row)
        keep(advance_of=patient.id)
        details = {"number": row.number_text, "amount": told_text(row, amount_minor), "method": method}
        record(actor, "advance.taken", on=row, patient=patient.id, details=details)
    return row

"""What the actions around a patient's advance have in common."""

from uuid import UUID

from django.utils.translation import gettext as _

from daybook.audit.actor import Actor
from daybook.billing import rows
from daybook.billing.locks import lock
from daybook.billing.models import Method, Payment
from daybook.billing.receipts import who
from daybook.billing.refusals import BillingRefused
from daybook.billing.snapshots import seal_buyer, seller
from daybook.clinics.models import Branch, Profile
from daybook.lib.zones import local_day, zone
from daybook.patients.models import Patient


def lock_advance(patient_id: UUID, method: str = "", reference: str = "", *invoice_ids: UUID) -> None:
    """Who takes, uses or gives back an advance of one patient goes one after another."""
    lock(f"advance {patient_id}", reference if method == Method.UPI else None, *invoice_ids)


def same_advance(earlier: Payment, patient: Patient, kind: str) -> Payment:
    """The form sent twice; raises BillingRefused when its id belongs to something else."""
    if (earlier.patient_id, earlier.kind, earlier.invoice_id) != (patient.id, kind, None):
        raise BillingRefused(_("This form was used already. Open a new one."), code="used")
    return earlier


def bare(
    actor: Actor, row_id: UUID, kind: str, patient: Patient, branch: Branch, profile: Profile
) -> Payment:
    """A row about a patient's advance, of no bill."""
    return Payment(
        id=row_id, kind=kind, patient=patient, branch=branch, currency=profile.currency, **who(actor)
    )


def to_whom(row: Payment, patient: Patient, branch: Branch, profile: Profile) -> None:
    """Both sides as they are, for the paper."""
    row.seller = seller(profile, branch, None)
    row.buyer_sealed = seal_buyer(row, row.taken_at, patient, branch, profile)


def receipts_behind(patient_id: UUID, held: int) -> str:
    """The receipts that what is left of an advance came by, the newest first: a refund voucher names them (rule
    51(e))."""
    numbers: list[str] = []
    for row in rows.advances_of(patient_id):
        if held > 0 and row.kind == Payment.Kind.ADVANCE:
            day = local_day(row.taken_at, zone(row.branch.time_zone))
            numbers.append(f"{row.number_text} ({day:%d-%m-%Y})")
            held -= row.amount_minor
    return ", ".join(numbers[:6])

"""Write a bill, as long as it is not issued."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.billing import rows
from daybook.billing.limits import check_discounts
from daybook.billing.lines import Line, checked
from daybook.billing.models import Draft
from daybook.billing.refusals import BillingRefused
from daybook.clinics.models import Branch, Practitioner
from daybook.patients.models import Patient
from daybook.tenancy.versions import save_version
from daybook.tenancy.writes import insert_unless_conflict


def save_draft(
    *,
    actor: Actor,
    draft_id: UUID,
    patient: Patient,
    branch: Branch,
    lines: Sequence[Line],
    practitioner: Practitioner | None = None,
    appointment_id: UUID | None = None,
    version: int | None = None,
) -> Draft:
    """`version` None: a new draft under the form's id; the form sent twice is one draft.

    Raises NotPermitted, StaleSave, or BillingRefused: a line that cannot be, "discount", "issued", "used",
    "appointment" (another draft is for that appointment).
    """
    require(actor, Permission.BILL)
    kept = checked(lines)
    check_discounts(actor, kept)
    values = {
        "branch_id": branch.id,
        "practitioner_id": practitioner.id if practitioner else None,
        "lines": [line.as_json() for line in kept],
    }
    with transaction.atomic():
        if version is None:
            row = Draft(id=draft_id, patient=patient, appointment_id=appointment_id, **values)
            return row if not rows.is_issued(draft_id) and insert_unless_conflict(row) else _twin(row)
        draft = rows.locked_draft(draft_id)
        if draft is None or draft.patient_id != patient.id:
            raise _gone(draft_id)
        save_version(draft, version=version, values=values)
        return draft


def _gone(draft_id: UUID) -> BillingRefused:
    if rows.is_issued(draft_id):
        return BillingRefused(_("This bill was issued meanwhile. It cannot be changed."), code="issued")
    return BillingRefused(_("This draft is not there any more."), code="gone")


def _twin(row: Draft) -> Draft:
    """What was there first: the same form, sent twice, or something else."""
    earlier = rows.draft(row.id)
    if earlier is None and rows.is_issued(row.id):
        raise _gone(row.id)
    if earlier is None:
        raise BillingRefused(
            _("A draft for this appointment is there already. Open that one."), code="appointment"
        )
    if earlier.patient_id != row.patient_id or earlier.lines != row.lines:
        raise BillingRefused(_("This form was saved already. Open the draft to change it."), code="used")
    return earlier

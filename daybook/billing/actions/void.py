"""Take an issued bill back, by a credit note over all of it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.locks import lock
from daybook.billing.models import CreditNote, Invoice, Paper
from daybook.billing.numbers import take_number
from daybook.billing.refusals import BillingRefused
from daybook.clinics.queries import profile
from daybook.lib import clock
from daybook.lib.text import clean_line
from daybook.tenancy.writes import insert


def void(*, actor: Actor, credit_note_id: UUID, invoice: Invoice, reason: str) -> CreditNote:
    """The invoice stays as it is; the credit note takes its whole total off the patient's account (CGST Act, section
    34; particulars by rule 53). What was paid is the patient's again: refund it, or move it to another bill.

    Raises NotPermitted, or BillingRefused ("reason", "void").
    """
    require(actor, Permission.CREDIT)
    words = clean_line(reason)
    if not words or len(words) > 200:
        raise BillingRefused(_("Say why, in at most 200 letters."), code="reason", field="reason")
    with transaction.atomic():
        lock(invoice.id)
        earlier = rows.credit_note_of(invoice)
        if earlier is not None:
            if earlier.id == credit_note_id:
                return earlier
            text = _("This bill is void already, by %(number)s.") % {"number": earlier.number_text}
            raise BillingRefused(text, code="void")
        note = CreditNote(
            id=credit_note_id,
            invoice=invoice,
            reason=words,
            total_minor=invoice.total_minor,
            issued_at=clock.now(),
            issued_by=actor.label[:120],
        )
        given = take_number(Paper.CREDIT_NOTE, branch=invoice.branch, profile=profile(), at=note.issued_at)
        note.series, note.financial_year, note.number, note.number_text = given
        insert(note)
        details = {"number": note.number_text, "other_bill": invoice.number_text, "reason": words}
        record(actor, "invoice.voided", on=invoice, patient=invoice.patient_id, details=details)
    return note

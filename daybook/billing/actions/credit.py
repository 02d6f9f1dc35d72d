"""Take a part of an issued bill back, by a credit note over some lines and amounts."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.credits import Left, Note, add_up, left_of
from daybook.billing.ledger import keep
from daybook.billing.locks import lock
from daybook.billing.models import CreditNote, CreditNoteLine, Invoice, Paper
from daybook.billing.numbers import take_number
from daybook.billing.receipts import shown, told_text
from daybook.billing.refusals import BillingRefused
from daybook.clinics.queries import profile
from daybook.lib import clock
from daybook.lib.money import minor_digits
from daybook.lib.text import clean_line
from daybook.tenancy.writes import insert


def credit(
    *,
    actor: Actor,
    credit_note_id: UUID,
    invoice: Invoice,
    reason: str,
    amounts: Mapping[int, int] | None = None,
) -> CreditNote:
    """The invoice stays as it is; the credit note takes so much off the patient's account (CGST Act, section 34;
    particulars by rule 53). `amounts`: line number -> minor units, tax included; None: all that is left of the bill.
    What was paid too much is the patient's again: refund it, keep it as an advance, or move it to another bill.

    Raises NotPermitted, or BillingRefused ("reason", "void", "amount", at the field "line-<number>").
    """
    require(actor, Permission.CREDIT)
    words = clean_line(reason)
    if not words or len(words) > 200:
        raise BillingRefused(_("Say why, in at most 200 letters."), code="reason", field="reason")
    with transaction.atomic():
        lock(invoice.id)
        notes = rows.credit_notes_of(invoice)
        for earlier in notes:
            if earlier.id == credit_note_id:
                return earlier
            if earlier.whole:
                text = _("This bill is void already, by %(number)s.") % {"number": earlier.number_text}
                raise BillingRefused(text, code="void")
        left = left_of(rows.lines_of(invoice), rows.lines_credited(invoice))
        if amounts is None:
            amounts = {each.line.number: each.amount for each in left}
        else:
            _check(invoice, left, amounts)
        told = add_up(invoice, left, notes, amounts)
        if not told.whole and told.total < 1:
            raise BillingRefused(_("Nothing would be taken back by that."), code="amount")
        note = _write(actor, credit_note_id, invoice, words, told)
        details = {
            "number": note.number_text,
            "other_bill": invoice.number_text,
            "amount": told_text(invoice, note.total_minor),
            "reason": words,
        }
        if told.whole:
            record(actor, "invoice.voided", on=invoice, patient=invoice.patient_id, details=details)
        else:
            record(actor, "invoice.credited", on=invoice, patient=invoice.patient_id, details=details)
    return note


def _write(actor: Actor, note_id: UUID, invoice: Invoice, reason: str, told: Note) -> CreditNote:
    note = CreditNote(
        id=note_id,
        invoice=invoice,
        whole=told.whole,
        reason=reason,
        taxable_minor=told.taxable,
        central_minor=told.central,
        state_minor=told.state,
        rounding_minor=told.rounding,
        total_minor=told.total,
        issued_at=clock.now(),
        issued_by=actor.label[:120],
    )
    given = take_number(Paper.CREDIT_NOTE, branch=invoice.branch, profile=profile(), at=note.issued_at)
    note.series, note.financial_year, note.number, note.number_text = given
    insert(note)
    for part in told.parts:
        insert(
            CreditNoteLine(
                note=note,
                line=part.line,
                taxable_minor=part.taxable,
                central_minor=part.central,
                state_minor=part.state,
            )
        )
    keep(invoice.id)
    return note


def _check(invoice: Invoice, left: list[Left], amounts: Mapping[int, int]) -> None:
    """Each within what is left of its line: a whole unit of the currency at least, or all of it."""
    if not any(amounts.values()):
        raise BillingRefused(
            _("Write how much of at least one line is taken back."), code="amount", field="amounts"
        )
    by_number = {each.line.number: each.amount for each in left}
    unit = 10 ** minor_digits(invoice.currency)
    for number, amount in amounts.items():
        most = by_number.get(number, 0)
        if amount and not min(unit, most) <= amount <= most:
            words = _("Write an amount from %(least)s to %(most)s: so much is left of this line.")
            least = shown(min(unit, most), invoice.currency)
            text = words % {"least": least, "most": shown(most, invoice.currency)}
            if most == 0:
                text = _("Nothing is left of this line.")
            raise BillingRefused(text, code="amount", field=f"line-{number}")

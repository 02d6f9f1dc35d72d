"""Issue a bill: it gets its number and is never changed again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.ledger import keep
from daybook.billing.limits import check_discounts
from daybook.billing.lines import checked, from_json
from daybook.billing.locks import lock
from daybook.billing.models import Draft, Invoice, InvoiceLine, Paper, Settings
from daybook.billing.numbers import Given, take_number
from daybook.billing.receipts import told_text
from daybook.billing.refusals import BillingRefused
from daybook.billing.snapshots import seal_buyer, seller
from daybook.billing.sums import LineSums, Sums, sums
from daybook.billing.tax import charges_tax, title_for
from daybook.clinics.codes import default_code
from daybook.clinics.models import Profile
from daybook.clinics.queries import profile as clinic_profile
from daybook.lib import clock
from daybook.lib.money import minor_digits
from daybook.tenancy.writes import insert


def issue(*, actor: Actor, draft_id: UUID) -> Invoice:
    """The draft becomes an invoice of the same id. A draft that was issued already gives that invoice.

    Raises NotPermitted, or BillingRefused: "gone", "empty", "discount", "billed" (the appointment is), "series_full".
    """
    require(actor, Permission.BILL)
    with transaction.atomic():
        draft = rows.locked_draft(draft_id)
        if draft is None:
            return _issued_before(draft_id)
        lines = checked(from_json(draft.lines))
        if not lines:
            raise BillingRefused(_("Write at least one line before you issue the bill."), code="empty")
        check_discounts(actor, lines)
        _once_for_an_appointment(draft)
        profile = clinic_profile()
        told = sums(lines, taxed=charges_tax(profile), unit=unit_of(profile, rows.settings()))
        invoice = _write(actor, draft, profile, told, clock.now())
        draft.delete()
        details = {"number": invoice.number_text, "amount": told_text(invoice, invoice.total_minor)}
        record(actor, "invoice.issued", on=invoice, patient=invoice.patient_id, details=details)
    return invoice


def unit_of(profile: Profile, settings: Settings) -> int:
    """To what a total is rounded, in minor units."""
    rounds = settings.rounding == Settings.Rounding.UNIT
    return int(10 ** minor_digits(profile.currency)) if rounds else 1


def _issued_before(draft_id: UUID) -> Invoice:
    invoice = rows.invoice(draft_id)
    if invoice is None:
        raise BillingRefused(_("This draft is not there any more."), code="gone")
    return invoice


def _once_for_an_appointment(draft: Draft) -> None:
    if draft.appointment_id is None:
        return
    lock(draft.appointment_id)
    for earlier in rows.invoices_for(draft.appointment_id):
        words = _("This appointment is billed already: %(number)s.")
        raise BillingRefused(words % {"number": earlier.number_text}, code="billed")


def _write(actor: Actor, draft: Draft, profile: Profile, told: Sums, at: datetime) -> Invoice:
    rates = [line.rate for line in told.lines]
    invoice = Invoice(
        id=draft.id,
        patient=draft.patient,
        branch=draft.branch,
        practitioner=draft.practitioner,
        appointment_id=draft.appointment_id,
        title=title_for(rates, registered=charges_tax(profile)),
        issued_at=at,
        issued_by=actor.label[:120],
        currency=profile.currency,
        gross_minor=told.gross,
        discount_minor=told.discount,
        taxable_minor=told.taxable,
        central_minor=told.central,
        state_minor=told.state,
        rounding_minor=told.rounding,
        total_minor=told.total,
        seller=seller(profile, draft.branch, draft.practitioner),
    )
    invoice.buyer_sealed = seal_buyer(invoice, at, draft.patient, draft.branch, profile)
    # Last: from here on everybody who issues in this series waits.
    _number(invoice, take_number(Paper.INVOICE, branch=draft.branch, profile=profile, at=at))
    insert(invoice)
    for number, line in enumerate(told.lines, 1):
        insert(_line(invoice, number, line))
    keep(invoice.id)
    return invoice


def _number(invoice: Invoice, given: Given) -> None:
    invoice.series, invoice.financial_year, invoice.number, invoice.number_text = given


def _line(invoice: Invoice, number: int, told: LineSums) -> InvoiceLine:
    return InvoiceLine(
        invoice=invoice,
        number=number,
        service_id=told.line.service,
        text=told.line.text,
        quantity=told.line.quantity,
        price_minor=told.line.price,
        discount_minor=told.discount,
        tax_class=told.line.tax,
        code=told.line.code or default_code(told.line.tax),
        rate=told.rate,
        taxable_minor=told.taxable,
        central_minor=told.central,
        state_minor=told.state,
    )

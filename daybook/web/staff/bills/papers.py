"""Bills, credit notes and receipts as PDF."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.models import Invoice, Payment
from daybook.lib import paper
from daybook.lib.paper.shapes import Kind
from daybook.web.staff.bills.code import link_of
from daybook.web.staff.bills.print import credit_note_data, invoice_data, receipt_data
from daybook.web.staff.bills.views import load
from daybook.web.staff.entry import StaffRequest, staff


def _language(request: StaffRequest, about: Invoice | Payment) -> str:
    """The patient's, where there are letters for it."""
    return about.patient.language or request.clinic.language


def _file(kind: Kind, data: Mapping[str, object], language: str, name: str) -> HttpResponse:
    """Opened in the browser's own reader."""
    made = paper.pdf(kind, data, language=language)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@staff(Permission.BILL)
@require_GET
def invoice(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """With a UPI code for what is due, where the clinic has an address."""
    found = load(invoice_id)
    language = _language(request, found)
    data = invoice_data(found, language, pay_link=lambda owed: link_of(request, found, owed)[0])
    return _file("invoice", cast(Mapping[str, object], data), language, found.number_text)


@staff(Permission.BILL)
@require_GET
def credit_note(request: StaffRequest, credit_note_id: UUID) -> HttpResponse:
    note = rows.credit_note(credit_note_id)
    if note is None:
        raise Http404
    language = _language(request, note.invoice)
    data = credit_note_data(note, language)
    return _file("invoice", cast(Mapping[str, object], data), language, note.number_text)


@staff(Permission.BILL)
@require_GET
def receipt(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """Of a payment, of an advance, or of money given back."""
    payment = rows.payment(payment_id)
    if payment is None:
        raise Http404
    language = _language(request, payment)
    data = receipt_data(payment, language)
    return _file("receipt", cast(Mapping[str, object], data), language, payment.number_text)

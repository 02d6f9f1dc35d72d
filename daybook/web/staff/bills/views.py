"""Bills: the list, one bill, and what can be done with it once it is issued."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import NotPermitted, Permission
from daybook.billing import rows
from daybook.billing.actions.move_credit import move_credit
from daybook.billing.actions.refund import refund
from daybook.billing.actions.take_payment import take_payment
from daybook.billing.actions.void import void
from daybook.billing.ledger import owed_on
from daybook.billing.models import Invoice
from daybook.billing.refusals import BillingRefused
from daybook.lib.ids import uuid7
from daybook.lib.refused import Refused
from daybook.web.dialogs import done
from daybook.web.dialogs import show as answer
from daybook.web.ids import uuid_or_none
from daybook.web.saving import posted
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.bills.code import code_of
from daybook.web.staff.bills.drafts import bill_url
from daybook.web.staff.bills.forms import MoneyForm, PaymentForm, VoidForm
from daybook.web.staff.bills.listed import list_context
from daybook.web.staff.bills.shown import bill_context
from daybook.web.staff.entry import StaffRequest, staff


def load(invoice_id: UUID) -> Invoice:
    found = rows.invoice(invoice_id)
    if found is None:
        raise Http404
    return found


@staff(Permission.BILL)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/bills/index.html", list_context(request))


@staff(Permission.BILL)
@require_GET
def show(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    return render(request, "staff/bills/bill.html", bill_context(request, load(invoice_id)))


def _refused(form: Any, refused: Refused) -> int:
    """Says the refusal at its field; the status to answer with."""
    named = getattr(refused, "field", None)
    field = "by" if named == "method" else named
    form.add_error(field if field in form.fields else None, str(refused.message))
    return 403 if isinstance(refused, NotPermitted) else 409


@staff(Permission.BILL)
@require_http_methods(["GET", "POST"])
def pay(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Take money: all that is due, in cash, unless something else is typed."""
    invoice = load(invoice_id)
    owed = owed_on([invoice.id])[invoice.id]
    form = PaymentForm(posted(request), invoice=invoice, owed=owed)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _paid(request, invoice, form.cleaned_data)
            except Refused as refused:
                status = _refused(form, refused)
    context = {
        "form": form,
        "invoice": invoice,
        "owed": told(owed, invoice.currency),
        "code": code_of(request, invoice, form["amount"].value(), owed),
    }
    return answer(request, "staff/bills/_payment.html", context, status=status)


def _paid(request: StaffRequest, invoice: Invoice, data: dict[str, Any]) -> HttpResponse:
    payment = take_payment(
        actor=request.actor,
        payment_id=data["id"],
        invoice=invoice,
        method=data["by"],
        amount_minor=data["amount"],
        given_minor=data["given"],
        reference=data["reference"],
    )
    words = _("%(amount)s taken, receipt %(number)s.") % {
        "amount": told(payment.amount_minor, invoice.currency),
        "number": payment.number_text,
    }
    change = (payment.given_minor or payment.amount_minor) - payment.amount_minor
    if change:
        words = _("Give back %(change)s.") % {"change": told(change, invoice.currency)} + " " + words
    return done(request, words, bill_url(request, invoice.id), go=True)


@staff(Permission.BILL)
@require_POST
def code(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """The QR code for the amount that is typed by now."""
    invoice = load(invoice_id)
    owed = owed_on([invoice.id])[invoice.id]
    context = {"code": code_of(request, invoice, request.POST.get("amount", ""), owed), "invoice": invoice}
    return render(request, "staff/bills/_code.html", context)


@staff(Permission.BILL)
@require_POST
def use_credit(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Pay with what is to be given back on another bill of the same patient."""
    invoice = load(invoice_id)
    source_id = uuid_or_none(request.POST.get("source", ""))
    payment_id = uuid_or_none(request.POST.get("id", "")) or uuid7()
    source = rows.invoice(source_id) if source_id else None
    try:
        if source is None:
            raise BillingRefused(_("That bill is not there."), code="credit")
        payment = move_credit(actor=request.actor, payment_id=payment_id, source=source, invoice=invoice)
    except Refused as refused:
        context = bill_context(request, invoice) | {"refusal": refused}
        return render(request, "staff/bills/bill.html", context, status=409)
    words = _("%(amount)s paid with credit.") % {"amount": told(payment.amount_minor, invoice.currency)}
    return done(request, words, bill_url(request, invoice.id), go=True)


@staff(Permission.CREDIT)
@require_http_methods(["GET", "POST"])
def give_back(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Refund what was paid for a bill that is void by now."""
    invoice = load(invoice_id)
    owed = owed_on([invoice.id])[invoice.id]
    form = MoneyForm(posted(request), invoice=invoice, owed=owed)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _given_back(request, invoice, form.cleaned_data)
            except Refused as refused:
                status = _refused(form, refused)
    context = {"form": form, "invoice": invoice, "credit": told(max(-owed, 0), invoice.currency)}
    return answer(request, "staff/bills/_refund.html", context, status=status)


def _given_back(request: StaffRequest, invoice: Invoice, data: dict[str, Any]) -> HttpResponse:
    row = refund(
        actor=request.actor,
        refund_id=data["id"],
        invoice=invoice,
        method=data["by"],
        amount_minor=data["amount"],
        reference=data["reference"],
    )
    words = _("%(amount)s given back, voucher %(number)s.") % {
        "amount": told(row.amount_minor, invoice.currency),
        "number": row.number_text,
    }
    return done(request, words, bill_url(request, invoice.id), go=True)


@staff(Permission.CREDIT)
@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Void by a credit note."""
    invoice = load(invoice_id)
    form = VoidForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                note = void(
                    actor=request.actor,
                    credit_note_id=form.cleaned_data["id"],
                    invoice=invoice,
                    reason=form.cleaned_data["reason"],
                )
            except Refused as refused:
                status = _refused(form, refused)
            else:
                words = _("Taken back by %(number)s.") % {"number": note.number_text}
                return done(request, words, bill_url(request, invoice.id), go=True)
    return answer(request, "staff/bills/_void.html", {"form": form, "invoice": invoice}, status=status)

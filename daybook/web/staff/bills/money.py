"""Money for a bill: taken, moved from elsewhere, given back or kept."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.actions.keep_as_advance import keep_as_advance
from daybook.billing.actions.move_credit import move_credit
from daybook.billing.actions.refund import refund
from daybook.billing.actions.take_payment import take_payment
from daybook.billing.actions.use_advance import use_advance
from daybook.billing.ledger import owed_on
from daybook.billing.models import Invoice, Payment
from daybook.billing.queries import Due, family_dues
from daybook.billing.refusals import BillingRefused
from daybook.lib.ids import uuid7
from daybook.lib.refused import Refused
from daybook.web.dialogs import done
from daybook.web.ids import uuid_or_none
from daybook.web.saving import posted
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.bills.asking import asked
from daybook.web.staff.bills.code import code_of
from daybook.web.staff.bills.drafts import bill_url
from daybook.web.staff.bills.forms import MoneyForm, PaymentForm
from daybook.web.staff.bills.shown import bill_context
from daybook.web.staff.bills.views import load
from daybook.web.staff.entry import StaffRequest, staff

MOST_TOGETHER = 12


@staff(Permission.BILL)
@require_http_methods(["GET", "POST"])
def pay(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Take money: all that is due, in cash, unless something else is typed; for other bills of the family as well."""
    invoice = load(invoice_id)
    owed = owed_on([invoice.id])[invoice.id]
    form = PaymentForm(posted(request), currency=invoice.currency, amount=owed, others=_others(invoice))

    def context() -> dict[str, Any]:
        return {
            "invoice": invoice,
            "owed": told(owed, invoice.currency),
            "due": form.initial["amount"],
            "code": code_of(request, invoice, form["amount"].value(), owed + form.chosen_due),
        }

    def act(data: dict[str, Any]) -> HttpResponse:
        payment = take_payment(
            actor=request.actor,
            payment_id=data["id"],
            invoice=invoice,
            also=rows.invoices_by_id(data["also"]) if data["also"] else (),
            **form.money,
        )
        return done(request, _taken_words(payment), bill_url(request, invoice.id), go=True)

    return asked(request, "staff/bills/_payment.html", form, act, context)


def _others(invoice: Invoice) -> list[Due]:
    """What the same money could pay as well."""
    return [due for due in family_dues(invoice.patient_id) if due.invoice_id != invoice.id][:MOST_TOGETHER]


def _taken_words(payment: Payment) -> str:
    together = rows.payments_together(payment.together) if payment.together else [payment]
    words = _("%(amount)s taken, receipt %(number)s.") % {
        "amount": told(sum(each.amount_minor for each in together), payment.currency),
        "number": ", ".join(each.number_text for each in together),
    }
    return with_change(payment, words)


def with_change(payment: Payment, words: str) -> str:
    """What to give back comes first."""
    change = (payment.given_minor or payment.amount_minor) - payment.amount_minor
    if not change:
        return words
    return _("Give back %(change)s.") % {"change": told(change, payment.currency)} + " " + words


@staff(Permission.BILL)
@require_POST
def code(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """The QR code for the amount that is typed by now."""
    invoice = load(invoice_id)
    owed = owed_on([invoice.id])[invoice.id]
    chosen = set(request.POST.getlist("also"))
    most = owed + sum(due.owed for due in _others(invoice) if str(due.invoice_id) in chosen)
    context = {"code": code_of(request, invoice, request.POST.get("amount", ""), most), "invoice": invoice}
    return render(request, "staff/bills/_code.html", context)


@staff(Permission.BILL)
@require_POST
def use_credit(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Pay with what is to be given back on another bill of the same patient."""
    invoice = load(invoice_id)
    source_id = uuid_or_none(request.POST.get("source", ""))
    source = rows.invoice(source_id) if source_id else None

    def act(payment_id: UUID) -> Payment:
        if source is None:
            raise BillingRefused(_("That bill is not there."), code="credit")
        return move_credit(actor=request.actor, payment_id=payment_id, source=source, invoice=invoice)

    return _moved(request, invoice, act, _("%(amount)s paid with credit."))


@staff(Permission.BILL)
@require_POST
def pay_from_advance(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    invoice = load(invoice_id)
    act = partial(use_advance, actor=request.actor, invoice=invoice)
    return _moved(request, invoice, lambda new: act(payment_id=new), _("%(amount)s paid from the advance."))


@staff(Permission.BILL)
@require_POST
def keep(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """What is to be given back stays here, for the next bill."""
    invoice = load(invoice_id)
    act = partial(keep_as_advance, actor=request.actor, invoice=invoice)
    return _moved(request, invoice, lambda new: act(advance_id=new), _("%(amount)s kept as an advance."))


def _moved(
    request: StaffRequest, invoice: Invoice, act: Callable[[UUID], Payment], words: str
) -> HttpResponse:
    """A button on the bill's page: back to it, or the page with the refusal."""
    try:
        payment = act(uuid_or_none(request.POST.get("id", "")) or uuid7())
    except Refused as refused:
        context = bill_context(request, invoice) | {"refusal": refused}
        return render(request, "staff/bills/bill.html", context, status=409)
    told_words = words % {"amount": told(payment.amount_minor, invoice.currency)}
    return done(request, told_words, bill_url(request, invoice.id), go=True)


@staff(Permission.CREDIT)
@require_http_methods(["GET", "POST"])
def give_back(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Refund what was paid too much for a bill that was taken back, or a part of it."""
    invoice = load(invoice_id)
    credit = max(-owed_on([invoice.id])[invoice.id], 0)
    form = MoneyForm(posted(request), currency=invoice.currency, amount=credit)

    def act(data: dict[str, Any]) -> HttpResponse:
        row = refund(actor=request.actor, refund_id=data["id"], invoice=invoice, **form.money)
        return done(request, given_words(row), bill_url(request, invoice.id), go=True)

    context = {"invoice": invoice, "credit": told(credit, invoice.currency)}
    return asked(request, "staff/bills/_refund.html", form, act, lambda: context)


def given_words(row: Payment) -> str:
    return _("%(amount)s given back, voucher %(number)s.") % {
        "amount": told(row.amount_minor, row.currency),
        "number": row.number_text,
    }

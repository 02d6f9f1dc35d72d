"""A patient's advance: what came in before a bill, what it paid, what is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.actions.refund_advance import refund_advance
from daybook.billing.actions.take_advance import take_advance
from daybook.billing.models import Payment
from daybook.billing.queries import advance_of
from daybook.booking import choices
from daybook.lib.zones import zone
from daybook.patients.models import Patient
from daybook.patients.queries import patient_by_id
from daybook.web.dialogs import done
from daybook.web.saving import posted
from daybook.web.staff.bills.amounts import told, told_in_column
from daybook.web.staff.bills.asking import asked
from daybook.web.staff.bills.forms import AdvanceForm, BranchMoneyForm
from daybook.web.staff.bills.money import given_words, with_change
from daybook.web.staff.entry import StaffRequest, staff


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of the advance. `word`: what it was; `bill`: the number of the bill that it paid or came from."""

    url: str
    word: str
    row: Payment
    at: datetime
    bill: str
    amount: str


def _load(patient_id: UUID) -> Patient:
    found = patient_by_id(patient_id)
    if found is None:
        raise Http404
    return found


def _url(request: StaffRequest, patient: Patient) -> str:
    return f"/c/{request.tenant.slug}/bills/advances/{patient.id}/"


@staff(Permission.BILL)
@require_GET
def show(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    patient = _load(patient_id)
    held, currency = advance_of(patient.id), request.clinic.currency
    context = {
        "patient": patient,
        "held": told(held, currency),
        "may_refund": held > 0 and request.may(Permission.CREDIT),
        "moves": [_moved(request, row) for row in rows.advances_of(patient.id)],
        "back_url": f"/c/{request.tenant.slug}/patients/{patient.id}/",
    }
    return render(request, "staff/bills/advance.html", context)


def _moved(request: StaffRequest, row: Payment) -> Moved:
    into = row.kind == Payment.Kind.ADVANCE
    if into:
        word = _("Kept from a bill") if row.invoice else row.get_method_display()
    else:
        word = (
            _("Paid a bill") if row.invoice else _("%(how)s, given back") % {"how": row.get_method_display()}
        )
    return Moved(
        f"/c/{request.tenant.slug}/bills/receipts/{row.id}/",
        word,
        row,
        row.taken_at.astimezone(zone(row.branch.time_zone)).replace(tzinfo=None),
        row.invoice.number_text if row.invoice else "",
        told_in_column(row.amount_minor if into else -row.amount_minor, row.currency),
    )


@staff(Permission.BILL)
@require_http_methods(["GET", "POST"])
def take(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    patient = _load(patient_id)
    form = AdvanceForm(posted(request), **_where(request), amount=None)

    def act(data: dict[str, Any]) -> HttpResponse:
        row = take_advance(
            actor=request.actor,
            advance_id=data["id"],
            patient=patient,
            branch=data["branch"],
            reason=data["reason"],
            **form.money,
        )
        words = _("%(amount)s taken in advance, receipt %(number)s.") % {
            "amount": told(row.amount_minor, row.currency),
            "number": row.number_text,
        }
        return done(request, with_change(row, words), _url(request, patient), go=True)

    return asked(request, "staff/bills/_advance.html", form, act, lambda: {"patient": patient})


@staff(Permission.CREDIT)
@require_http_methods(["GET", "POST"])
def give_back(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    patient = _load(patient_id)
    held = advance_of(patient.id)
    form = BranchMoneyForm(posted(request), **_where(request), amount=held)

    def act(data: dict[str, Any]) -> HttpResponse:
        row = refund_advance(
            actor=request.actor,
            refund_id=data["id"],
            patient=patient,
            branch=data["branch"],
            **form.money,
        )
        return done(request, given_words(row), _url(request, patient), go=True)

    context = {"patient": patient, "credit": told(held, request.clinic.currency)}
    return asked(request, "staff/bills/_advance_refund.html", form, act, lambda: context)


def _where(request: StaffRequest) -> dict[str, Any]:
    """In whose drawer the money is: the branch that the day view shows, unless another is chosen."""
    here = str(request.session.get("branch") or "")
    return {"currency": request.clinic.currency, "branches": choices.branches(), "branch": here}

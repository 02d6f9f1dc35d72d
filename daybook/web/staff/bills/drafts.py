"""Write a bill: new, or a draft; save it or issue it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from daybook.accounts.permissions import NotPermitted, Permission
from daybook.billing import rows
from daybook.billing.actions.discard_draft import discard_draft
from daybook.billing.actions.issue import issue
from daybook.billing.actions.save_draft import save_draft
from daybook.billing.limits import limit_of
from daybook.billing.lines import Line, from_json
from daybook.billing.models import Draft
from daybook.billing.refusals import BillingRefused
from daybook.billing.tax import charges_tax
from daybook.booking import choices
from daybook.booking import queries as book
from daybook.booking.models import Appointment
from daybook.clinics.codes import KNOWN
from daybook.lib.refused import Refused
from daybook.patients.models import Patient
from daybook.patients.queries import patient_by_id
from daybook.tenancy.versions import StaleSave
from daybook.web.dialogs import done
from daybook.web.ids import uuid_or_none
from daybook.web.saving import posted
from daybook.web.staff.bills import sums_shown
from daybook.web.staff.bills.forms import BillForm
from daybook.web.staff.bills.lines import LinesForm, code_of
from daybook.web.staff.bills.visits import link_visit
from daybook.web.staff.entry import StaffRequest, staff


@dataclass
class Page:
    """What is typed, and what it is about. `draft` None: a new bill."""

    form: BillForm
    lines: LinesForm
    draft: Draft | None = None
    patient: Patient | None = None
    refusal: str = ""
    theirs: str = ""
    status: int = 200


@staff(Permission.BILL)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Free, or for a patient (?patient=), or of an appointment (?appointment=), which is billed once."""
    asked = request.POST if request.method == "POST" else request.GET
    appointment = _appointment(asked.get("appointment", ""))
    if request.method == "POST":
        return _posted(request, _new_page(request, appointment), appointment)
    if appointment is None and asked.get("appointment"):
        raise Http404
    already = _already(request, appointment) if appointment else ""
    return HttpResponseRedirect(already) if already else _shown(request, _new_page(request, appointment))


def _new_page(request: StaffRequest, appointment: Appointment | None) -> Page:
    initial = _initial(request, appointment)
    form = BillForm(
        posted(request),
        branches=choices.branches(),
        practitioners=choices.practitioners(),
        search_url=f"/c/{request.tenant.slug}/patients/search/?pick=known",
        initial=initial,
    )
    lines = _lines_form(request, [_line_of(appointment)] if appointment and appointment.service else [])
    wanted = form["patient"].value()
    patient_id = wanted if isinstance(wanted, UUID) else uuid_or_none(str(wanted or ""))
    return Page(form, lines, patient=patient_by_id(patient_id) if patient_id else None)


def _initial(request: StaffRequest, appointment: Appointment | None) -> dict[str, Any]:
    if appointment is not None:
        return {
            "appointment": appointment.id,
            "patient": appointment.patient_id,
            "branch": appointment.branch_id,
            "practitioner": appointment.practitioner_id,
        }
    branch = request.GET.get("branch") or request.session.get("branch")
    return {"patient": uuid_or_none(request.GET.get("patient", "")), "branch": branch}


def _line_of(appointment: Appointment) -> Line:
    service = appointment.service
    if service is None:
        raise Http404
    code = code_of(service, service.tax_class)
    return Line(service.name, 1, service.price_minor, service.tax_class, service.id, code=code)


def _lines_form(request: StaffRequest, lines: list[Line]) -> LinesForm:
    return LinesForm(
        posted(request),
        lines=lines,
        services=choices.services(),
        currency=request.clinic.currency,
        more="more" in request.POST,
        coded=charges_tax(request.clinic),
    )


def _appointment(text: str) -> Appointment | None:
    wanted = uuid_or_none(text)
    found = book.appointment(wanted) if wanted else None
    return found if found is not None and found.patient_id else None


def _already(request: StaffRequest, appointment: Appointment) -> str:
    """Where the appointment's bill is, when it has one."""
    invoices = rows.invoices_for(appointment.id)
    draft = rows.draft_for(appointment.id)
    if invoices:
        return bill_url(request, invoices[0].id)
    return draft_url(request, draft.id) if draft else ""


@staff(Permission.BILL)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    draft = rows.draft(draft_id)
    if draft is None:
        if not rows.is_issued(draft_id):
            raise Http404
        return done(request, _("This bill is issued. It cannot be changed."), bill_url(request, draft_id))
    form = BillForm(
        posted(request),
        branches=choices.branches(),
        practitioners=choices.practitioners(),
        draft=draft,
        initial={"branch": draft.branch_id, "practitioner": draft.practitioner_id},
    )
    page = Page(form, _lines_form(request, from_json(draft.lines)), draft, draft.patient)
    return _shown(request, page) if request.method == "GET" else _posted(request, page, None)


def _posted(request: StaffRequest, page: Page, appointment: Appointment | None) -> HttpResponse:
    if "more" in request.POST:
        return _shown(request, page)
    valid = page.form.is_valid()
    if not page.lines.is_valid() or not valid:
        page.status = 422
        return _shown(request, page)
    wrong = _who_is_wrong(page, appointment)
    if wrong or page.patient is None:
        page.form.add_error(None, wrong)
        page.status = 422
        return _shown(request, page)
    try:
        return _kept(request, page, page.patient, appointment)
    except StaleSave as stale:
        _tell(request, page, stale)
    except Refused as refused:
        if isinstance(refused, BillingRefused) and refused.code == "issued":
            return _issued_meanwhile(request, page, refused)
        if not page.lines.say(getattr(refused, "field", None), str(refused.message)):
            page.refusal = str(refused.message)
        page.status = 403 if isinstance(refused, NotPermitted) else 409
    return _shown(request, page)


def _who_is_wrong(page: Page, appointment: Appointment | None) -> str:
    """Why the patient, or the appointment the bill is for, cannot be."""
    if page.patient is None:
        return _("That patient's file is not there. Search again.")
    if page.draft is None and page.form.cleaned_data["appointment"] and appointment is None:
        return _("That appointment is not there.")
    if appointment is not None and appointment.patient_id != page.patient.id:
        return _("That appointment is another patient's. Make a bill without it.")
    return ""


def _kept(
    request: StaffRequest, page: Page, patient: Patient, appointment: Appointment | None
) -> HttpResponse:
    """Saved; and issued, when that button was pressed."""
    data = page.form.cleaned_data
    draft = save_draft(
        actor=request.actor,
        draft_id=page.draft.id if page.draft else data["id"],
        patient=patient,
        branch=data["branch"],
        practitioner=data["practitioner"],
        lines=page.lines.lines,
        appointment_id=appointment.id if appointment else None,
        version=data.get("version"),
    )
    if "issue" not in request.POST:
        return done(
            request, _("The draft is saved."), f"/c/{request.tenant.slug}/bills/?show=drafts", go=True
        )
    invoice = issue(actor=request.actor, draft_id=draft.id)
    link_visit(request.actor, invoice)
    words = _("Issued as %(number)s.") % {"number": invoice.number_text}
    return done(request, words, bill_url(request, invoice.id), go=True)


def _issued_meanwhile(request: StaffRequest, page: Page, refused: Refused) -> HttpResponse:
    """The same form once more, or a stale tab: what stands is the bill."""
    wanted = page.draft.id if page.draft else page.form.cleaned_data["id"]
    return done(request, refused.message, bill_url(request, wanted), go=True)


def _tell(request: StaffRequest, page: Page, stale: StaleSave) -> None:
    """Theirs beside what was typed; sent once more, the form replaces theirs."""
    sent: Any = page.form.data
    again = sent.copy()
    again["version"] = str(stale.version)
    page.form.data = again
    page.status = 409
    page.theirs = "-"
    if page.draft is not None:
        found = rows.draft(page.draft.id)
        lines = from_json(found.lines) if found else []
        page.theirs = sums_shown.total_of(request, lines)


def _shown(request: StaffRequest, page: Page) -> HttpResponse:
    page.form.show_patient(page.patient)
    context = {
        "page": page,
        "form": page.form,
        "lines": page.lines,
        "sums": sums_shown.shown(request, page.lines.readable),
        "registered": charges_tax(request.clinic),
        "codes": KNOWN.items(),
        "limit": limit_of(request.actor) // 100,
        "slug": request.tenant.slug,
        "list_url": f"/c/{request.tenant.slug}/bills/",
    }
    return render(request, "staff/bills/form.html", context, status=page.status)


@staff(Permission.BILL)
@require_POST
def add_up(request: StaffRequest) -> HttpResponse:
    """What the lines come to, while they are typed; those that cannot be read yet are left out."""
    sums = sums_shown.shown(request, _lines_form(request, []).readable)
    return render(request, "staff/bills/_sums.html", {"sums": sums})


@staff(Permission.BILL)
@require_POST
def discard(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    draft = rows.draft(draft_id)
    if draft is None:
        raise Http404
    discard_draft(actor=request.actor, draft=draft)
    return done(
        request, _("The draft is thrown away."), f"/c/{request.tenant.slug}/bills/?show=drafts", go=True
    )


def bill_url(request: StaffRequest, invoice_id: UUID) -> str:
    return f"/c/{request.tenant.slug}/bills/{invoice_id}/"


def draft_url(request: StaffRequest, draft_id: UUID) -> str:
    return f"/c/{request.tenant.slug}/bills/drafts/{draft_id}/"

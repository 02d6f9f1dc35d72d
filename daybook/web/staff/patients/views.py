"""Patients: find one, register one, open the file, change it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.audit.queries import latest
from daybook.patients import queries
from daybook.patients.actions.change import change
from daybook.patients.actions.open_file import open_file
from daybook.patients.actions.register import Registered, register
from daybook.patients.merged import merged_file
from daybook.patients.models import Patient
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.patients import onward
from daybook.web.staff.patients.file import file_context
from daybook.web.staff.patients.forms import PatientForm
from daybook.web.staff.patients.lines import lines, today_of
from daybook.web.staff.patients.lists import found_or_recent
from daybook.web.staff.patients.options import Choosing, options
from daybook.web.staff.patients.same import likely_lines, seen_after
from daybook.web.staff.patients.typed import split_typed

AT_ONCE = 8
"""Patients in the list under the search box: more are not read, more is typed instead."""
LONGEST = 80


@staff(Permission.SEE_PATIENTS)
@require_http_methods(["GET", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Those opened last. With words in the body (a name must not stand in an address): those who fit them."""
    typed = request.POST.get("q", "")[:LONGEST].strip()
    return render(request, "staff/patients/index.html", found_or_recent(request, typed))


@staff(Permission.SEE_PATIENTS)
@require_POST
def search(request: StaffRequest) -> HttpResponse:
    """The rows of the list under a search box (js/search.js). What choosing one does: it is booked for; with `?file`
    its file opens; with `?pick` the form takes it, and with `?pick=known` nobody new can be registered there."""
    typed = request.POST.get("q", "")[:LONGEST].strip()
    found = lines(request, queries.search(typed, AT_ONCE, region=request.clinic.country), typed)
    may_register = request.may(Permission.EDIT_PATIENTS) and request.GET.get("pick") != "known"
    choosing = Choosing(
        picks="pick" in request.GET,
        opens="file" in request.GET,
        books=request.may(Permission.BOOK),
        register_url=f"/c/{request.tenant.slug}/patients/new/" if may_register else "",
    )
    return HttpResponse(options(found, typed, choosing))


def _load(patient_id: UUID) -> Patient:
    found = queries.patient_by_id(patient_id)
    if found is None:
        raise Http404
    return found


def _form_page(request: StaffRequest, form: PatientForm, context: dict[str, Any]) -> HttpResponse:
    """In the dialog the fragment, else a page of its own."""
    alone = not onward.is_fragment(request)
    template = "staff/patients/edit.html" if form.row else "staff/patients/new.html"
    if not alone:
        template = "staff/patients/_dialog.html"
    return render(request, template, {"form": form, "alone": alone, **context}, status=form.status)


@staff(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """An empty form; one that knows the words typed into the search (POST without a name); or what it sends."""
    query = onward.booking_query(request.POST.get("next", ""))
    sent = request.method == "POST" and "name" in request.POST
    initial = None if sent else split_typed(request.POST.get("words", ""), request.clinic.country)
    form = PatientForm(
        request.POST if sent else None, clinic=request.clinic, today=today_of(request), initial=initial
    )
    likely = likely_lines(request, form, query) if sent and form.is_valid() else []
    done: list[Registered] = []
    if likely:
        form.status = 409
    elif form.saves(lambda: done.append(_register(request, form))):
        words = (
            _("%(name)s is registered: file %(number)d.")
            if done[0].new
            else _("%(name)s is registered already.")
        )
        patient = done[0].patient
        words %= {"name": patient.name, "number": patient.file_number}
        return onward.go_on(request, words, patient.id, query)
    context = {"likely": likely, "seen": seen_after(request, likely), "next": query}
    may = {"may_book": request.may(Permission.BOOK), "walk_in": onward.is_walk_in(query)}
    return _form_page(request, form, context | may)


def _register(request: StaffRequest, form: PatientForm) -> Registered:
    typed = form.cleaned_data
    return register(
        actor=request.actor,
        details=form.details(),
        patient_id=typed["id"],
        phoneless=typed["phoneless"],
        agreed=form.agreed(),
    )


@staff(Permission.SEE_PATIENTS)
@require_GET
def show_file(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    patient = _load(patient_id)
    if patient.id != patient_id:
        return _merged(request, patient_id, patient)
    file = open_file(actor=request.actor, patient=patient)
    return render(request, "staff/patients/file.html", file_context(request, file))


def _merged(request: StaffRequest, asked: UUID, patient: Patient) -> HttpResponse:
    """The address of a file that was merged answers with the one that stayed, and says so."""
    old = merged_file(asked)
    if old is not None:
        words = _("File %(number)d, %(name)s, was merged into this one.")
        messages.info(request, words % {"number": old.file_number, "name": old.name})
    return HttpResponseRedirect(onward.file_url(request, patient.id))


@staff(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    patient = _load(patient_id)
    warned = request.may(Permission.SEE_ALERTS)
    if request.method == "GET":
        open_file(actor=request.actor, patient=patient)
    form = PatientForm(
        request.POST if request.method == "POST" else None,
        clinic=request.clinic,
        today=today_of(request),
        row=patient,
        told=queries.details_of(patient, warnings=warned),
        warnings=warned,
    )
    if form.saves(lambda: _change(request, form, patient)):
        return onward.go_on(request, _("%(name)s is saved.") % {"name": patient.name}, patient.id, "")
    saved = latest(patient.id, patient.id, "patient.changed") if form.stale else None
    return _form_page(request, form, {"patient": patient, "saved_by": saved and saved.actor_label})


def _change(request: StaffRequest, form: PatientForm, patient: Patient) -> None:
    typed = form.cleaned_data
    change(
        actor=request.actor,
        patient=patient,
        details=form.details(),
        version=typed["version"],
        phoneless=typed["phoneless"],
    )

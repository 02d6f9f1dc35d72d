"""Book, look at, move, cancel and mark appointments: parse, load, call one action, choose a template."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import NotPermitted, Permission
from daybook.booking import queries, transitions
from daybook.booking.actions.book import book
from daybook.booking.actions.mark import mark as mark_appointment
from daybook.booking.actions.move import move as move_appointment
from daybook.booking.choices import OnOffer
from daybook.booking.models import Appointment
from daybook.booking.queries_queue import entry_of
from daybook.booking.refusals import BookingRefused, Stale, Taken
from daybook.lib.refused import Refused
from daybook.lib.zones import at_local, zone
from daybook.web.dialogs import done
from daybook.web.dialogs import show as answer
from daybook.web.staff.appointments import show as shown
from daybook.web.staff.appointments.forms import BookForm, CancelForm, DropForm, MarkForm, MoveForm
from daybook.web.staff.appointments.prefill import book_initial, move_initial
from daybook.web.staff.appointments.suggest import alternatives, free_of_day, patient_of, soonest
from daybook.web.staff.entry import StaffRequest, staff

FORM = "staff/appointments/_book.html"
MARKS = {
    "arrival": transitions.ARRIVE,
    "start": transitions.START,
    "finish": transitions.FINISH,
    "absence": transitions.NO_SHOW,
    "reopening": transitions.REOPEN,
}


def _load(appointment_id: UUID) -> Appointment:
    found = queries.appointment(appointment_id)
    if found is None or found.patient_id is None:
        raise Http404
    return found


@staff(Permission.BOOK)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The booking form, filled as far as the click that opened it tells; and what it sends."""
    offer, search_url = OnOffer(), shown.search_url(request)
    if request.method == "GET":
        initial = book_initial(request, offer)
        return _book_form(request, BookForm(initial=initial, offer=offer, search_url=search_url))
    form = BookForm(_with_alternative(request), offer=offer, search_url=search_url)
    if not form.is_valid():
        return _book_form(request, form, status=422)
    patient = patient_of(form.cleaned_data["patient"])
    if patient is None:
        form.add_error("patient", _("That patient's file is not there. Search again."))
        return _book_form(request, form, status=422)
    practitioner, branch, service = form.chosen()
    try:
        row = book(
            actor=request.actor,
            appointment_id=form.cleaned_data["id"],
            patient=patient,
            practitioner=practitioner,
            branch=branch,
            service=service,
            starts_at=form.starts_at,
            note=form.cleaned_data["note"],
            overbook_reason=form.cleaned_data["overbook"],
        )
    except Refused as refusal:
        return _book_form(request, form, refusal=refusal, status=409)
    return _booked(request, row)


def _with_alternative(request: StaffRequest) -> Any:
    """One of the offered free times was pressed: it replaces practitioner, day and time; the rest stays as typed."""
    data = request.POST.copy()
    practitioner, _sep, at = data.get("instead", "").partition("|")
    if at:
        data["practitioner"] = practitioner
        data["day"], _sep, data["time"] = at.partition("T")
        data["overbook"] = ""
    return data


def _booked(request: StaffRequest, row: Appointment) -> HttpResponse:
    local = row.starts_at.astimezone(zone(row.branch.time_zone))
    text = _("Booked with %(who)s at %(time)s.") % {"who": row.practitioner.name, "time": f"{local:%H:%M}"}
    return done(request, text, shown.day_url(request, row))


def _book_form(
    request: StaffRequest, form: BookForm, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    form.narrow()
    chosen = patient_of(form["patient"].value())
    form.show_patient(chosen)
    context = {
        "form": form,
        "refusal": refusal,
        "chosen": chosen,
        "alternatives": alternatives(form, refusal),
        "times": free_of_day(form),
        "soonest": soonest(form),
        "may_overbook": request.may(Permission.OVERBOOK),
        "taken": isinstance(refusal, Taken) or getattr(refusal, "code", "") == "closed",
    }
    return answer(request, FORM, context | {"heading": _("Book")}, status=status)


@staff(Permission.BOOK)
@require_GET
def free(request: StaffRequest) -> HttpResponse:
    """The free times of the chosen practitioner, service and day, as the form changes."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/c/{request.tenant.slug}/appointments/new/?{request.GET.urlencode()}")
    offer = OnOffer()
    form = BookForm(initial=book_initial(request, offer), offer=offer)
    form.narrow()
    context = {"times": free_of_day(form), "soonest": soonest(form), "form": form, "again": True}
    return answer(request, "staff/appointments/_times.html", context)


@staff(Permission.SEE_BOOK)
@require_GET
def show(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    return _card(request, _load(appointment_id))


def _card(
    request: StaffRequest, row: Appointment, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = shown.card_context(request, row) | {"refusal": refusal}
    name = row.patient.name if row.patient else ""
    return answer(request, "staff/appointments/_appointment.html", context | {"heading": name}, status=status)


@staff()
@require_POST
def mark(request: StaffRequest, appointment_id: UUID, verb: str) -> HttpResponse:
    """Arrived, started, finished, missed, reopened."""
    transition, row, form = MARKS.get(verb), _load(appointment_id), MarkForm(request.POST)
    if transition is None:
        raise Http404
    if not form.is_valid():
        refusal: Refused = Stale(_("Open the appointment again and try once more."), code="stale")
        return _card(request, row, refusal, status=422)
    try:
        mark_appointment(
            actor=request.actor,
            appointment=row,
            version=form.cleaned_data["version"],
            transition=transition,
        )
    except Refused as refused:
        status = 403 if isinstance(refused, NotPermitted) else 409
        return _card(request, _load(appointment_id), refused, status=status)
    return done(request, _marked(row, transition), shown.day_url(request, row))


def _marked(row: Appointment, transition: transitions.Transition) -> str:
    """What has been done; to who arrives the token is read out."""
    found = entry_of(row.id) if transition is transitions.ARRIVE else None
    words = row.get_status_display()
    return f"{words}: {found.token}" if found else words


@staff(Permission.BOOK)
@require_http_methods(["GET", "POST"])
def cancel(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    row = _load(appointment_id)
    form = CancelForm(request.POST or None, initial={"version": row.version})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            mark_appointment(
                actor=request.actor,
                appointment=row,
                version=form.cleaned_data["version"],
                transition=transitions.CANCEL,
                reason=form.cleaned_data["reason"],
            )
            return done(request, _("Cancelled."), shown.day_url(request, row))
        except Refused as refused:
            refusal = refused
    status = 200 if request.method == "GET" else 409 if refusal else 422
    context = shown.card_context(request, row) | {"form": form, "refusal": refusal, "reasons": shown.REASONS}
    return answer(
        request,
        "staff/appointments/_cancel.html",
        context | {"heading": _("Cancel appointment")},
        status=status,
    )


@staff(Permission.BOOK)
@require_http_methods(["GET", "POST"])
def move(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """The keyboard's way to move; and where a dragged card is let go."""
    row = _load(appointment_id)
    if request.method == "POST" and "starts_at" in request.POST:
        return _drop(request, row)
    if request.method == "GET":
        return _move_form(request, row, MoveForm(initial=move_initial(row)))
    form = MoveForm(_with_alternative(request))
    if not form.is_valid():
        return _move_form(request, row, form, status=422)
    try:
        moved = _move(
            request, row, form, form.starts_at, form.cleaned_data["version"], form.cleaned_data["overbook"]
        )
    except Refused as refusal:
        return _move_form(request, row, form, refusal, status=409)
    return done(request, _("Moved."), shown.day_url(request, moved))


def _move(
    request: StaffRequest, row: Appointment, form: MoveForm, starts_at: datetime, version: int, overbook: str
) -> Appointment:
    practitioner, branch, service = form.chosen()
    return move_appointment(
        actor=request.actor,
        appointment=row,
        version=version,
        practitioner=practitioner,
        branch=branch,
        service=service,
        starts_at=starts_at,
        overbook_reason=overbook,
    )


def _move_form(
    request: StaffRequest,
    row: Appointment,
    form: MoveForm,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    form.narrow()
    context = {
        "appointment": row,
        "form": form,
        "refusal": refusal,
        "alternatives": alternatives(form, refusal),
        "times": free_of_day(form),
        "soonest": soonest(form),
        "may_overbook": request.may(Permission.OVERBOOK),
        "taken": isinstance(refusal, Taken) or getattr(refusal, "code", "") == "closed",
    }
    return answer(
        request, "staff/appointments/_move.html", context | {"heading": _("Move appointment")}, status=status
    )


def _drop(request: StaffRequest, row: Appointment) -> HttpResponse:
    """A card was dragged: the same service at the same branch, another time or practitioner."""
    form = DropForm(request.POST)
    practitioner = shown.practitioner(request.POST.get("practitioner", ""))
    if not form.is_valid() or practitioner is None or row.service is None:
        refusal: Refused = BookingRefused(_("It cannot be moved there."), code="where")
        return answer(request, "staff/appointments/_refused.html", {"refusal": refusal}, status=422)
    local = form.cleaned_data["starts_at"]
    starts_at = at_local(local.date(), local.time(), zone(row.branch.time_zone))
    try:
        moved = move_appointment(
            actor=request.actor,
            appointment=row,
            version=form.cleaned_data["version"],
            practitioner=practitioner,
            branch=row.branch,
            service=row.service,
            starts_at=starts_at,
        )
    except Refused as refused:
        return answer(request, "staff/appointments/_refused.html", {"refusal": refused}, status=409)
    return done(request, _("Moved."), shown.day_url(request, moved))

"""What can be booked: how long, how much, by whom."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.clinics import queries
from daybook.clinics.actions.add_service import add_service
from daybook.clinics.actions.change_service import change_service
from daybook.clinics.actions.reorder import reorder
from daybook.clinics.actions.restore_service import restore_service
from daybook.clinics.actions.retire_service import retire_service
from daybook.clinics.models import Practitioner, Service
from daybook.clinics.offerings import practitioners_of
from daybook.web.dialogs import done, show
from daybook.web.saving import posted
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.services.forms import ServiceForm, initial_of, initial_of_new
from daybook.web.staff.services.lines import listed


def _load(service_id: UUID) -> Service:
    found = queries.service(service_id)
    if found is None:
        raise Http404
    return found


def _here() -> list[Practitioner]:
    return [each for each in queries.practitioners() if each.left_at is None]


def _list(request: StaffRequest) -> str:
    return reverse("services", kwargs={"slug": request.tenant.slug})


@staff(Permission.SETTINGS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/services/index.html", listed(request.clinic))


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    here = _here()
    form = ServiceForm(
        posted(request),
        clinic=request.clinic,
        practitioners=here,
        initial=initial_of_new(queries.services(), here),
    )

    def add() -> Service:
        typed = form.cleaned_data
        return add_service(
            actor=request.actor,
            service_id=typed["id"],
            practitioners=typed["practitioners"],
            **form.details(),
        )

    if form.saves(add):
        words = _("%(service)s can be booked.") % {"service": form.cleaned_data["name"]}
        return done(request, words, _list(request), go=True)
    return show(request, "staff/services/_form.html", {"form": form}, status=form.status)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, service_id: UUID) -> HttpResponse:
    service = _load(service_id)
    form = ServiceForm(
        posted(request),
        clinic=request.clinic,
        practitioners=_here(),
        initial=initial_of(service, request.clinic, practitioners_of(service)),
        row=service,
    )

    def save() -> Service:
        typed = form.cleaned_data
        return change_service(
            actor=request.actor,
            service=service,
            version=typed["version"],
            practitioners=typed["practitioners"],
            **form.details(),
        )

    if form.saves(save):
        words = _("%(service)s is saved.") % {"service": form.cleaned_data["name"]}
        return done(request, words, _list(request), go=True)
    context = {"form": form, "service": service}
    return show(request, "staff/services/_form.html", context, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def retire(request: StaffRequest, service_id: UUID) -> HttpResponse:
    service = _load(service_id)
    retire_service(actor=request.actor, service=service)
    words = _("%(service)s can no longer be booked.") % {"service": service.name}
    return done(request, words, _list(request))


@staff(Permission.SETTINGS)
@require_POST
def restore(request: StaffRequest, service_id: UUID) -> HttpResponse:
    service = _load(service_id)
    restore_service(actor=request.actor, service=service)
    words = _("%(service)s can be booked again.") % {"service": service.name}
    return done(request, words, _list(request))


@staff(Permission.SETTINGS)
@require_POST
def move(request: StaffRequest, service_id: UUID) -> HttpResponse:
    service = _load(service_id)
    reorder(actor=request.actor, row=service, to="up" if request.POST.get("to") == "up" else "down")
    if request.headers.get("HX-Request"):
        return render(request, "staff/services/_list.html", listed(request.clinic))
    return redirect(_list(request))

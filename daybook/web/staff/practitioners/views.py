"""Who sees patients: their services, their sign-in, and that they leave and return. Hours are `hours`."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.models import Membership
from daybook.accounts.permissions import NotPermitted, Permission, Role
from daybook.accounts.reading import reads_visits
from daybook.clinics import queries
from daybook.clinics.actions.add_practitioner import add_practitioner
from daybook.clinics.actions.change_practitioner import change_practitioner
from daybook.clinics.actions.practitioner_leaves import practitioner_leaves
from daybook.clinics.actions.practitioner_returns import practitioner_returns
from daybook.clinics.actions.reorder import reorder
from daybook.clinics.models import Practitioner, Service
from daybook.clinics.offerings import services_of
from daybook.web.dialogs import done, show
from daybook.web.saving import posted
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.practitioners.forms import PractitionerForm, initial_of
from daybook.web.staff.practitioners.lines import lines


def _load(practitioner_id: UUID) -> Practitioner:
    found = queries.practitioner(practitioner_id)
    if found is None:
        raise Http404
    return found


def _services() -> list[Service]:
    return [each for each in queries.services() if each.retired_at is None]


def _members(request: StaffRequest, practitioner: Practitioner | None = None) -> list[Membership]:
    """Who may sign in as the practitioner: an owner chooses anybody, others who reads visits already."""
    found = queries.members_to_link(practitioner)
    if request.actor.role == Role.OWNER:
        return found
    mine = practitioner.membership_id if practitioner else None
    return [each for each in found if each.id == mine or reads_visits(each.role)]


def _list(request: StaffRequest) -> str:
    return reverse("practitioners", kwargs={"slug": request.tenant.slug})


@staff(Permission.SETTINGS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/practitioners/index.html", {"lines": lines()})


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The next thing is their hours, so that is where it leads."""
    services = _services()
    form = PractitionerForm(
        posted(request),
        members=_members(request),
        services=services,
        links=request.actor.role == Role.OWNER,
        initial={"services": [str(each.id) for each in services]},
    )

    def add() -> Practitioner:
        typed = form.cleaned_data
        return add_practitioner(
            actor=request.actor,
            practitioner_id=typed["id"],
            member=typed["member"],
            services=typed.get("services", []),
            **form.details(),
        )

    if form.saves(add):
        words = _("%(name)s is added. Set their hours, and they can be booked.")
        url = reverse(
            "hours", kwargs={"slug": request.tenant.slug, "practitioner_id": form.cleaned_data["id"]}
        )
        return done(request, words % {"name": form.cleaned_data["name"]}, url, go=True)
    return show(request, "staff/practitioners/_form.html", {"form": form}, status=form.status)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, practitioner_id: UUID) -> HttpResponse:
    practitioner = _load(practitioner_id)
    form = PractitionerForm(
        posted(request),
        members=_members(request, practitioner),
        services=_services(),
        links=request.actor.role == Role.OWNER,
        initial=initial_of(practitioner, services_of(practitioner)),
        row=practitioner,
    )

    def save() -> Practitioner:
        typed = form.cleaned_data
        return change_practitioner(
            actor=request.actor,
            practitioner=practitioner,
            version=typed["version"],
            member=typed["member"],
            services=typed.get("services", []),
            **form.details(),
        )

    if form.saves(save):
        words = _("%(name)s is saved.") % {"name": form.cleaned_data["name"]}
        return done(request, words, _list(request), go=True)
    context = {"form": form, "practitioner": practitioner}
    return show(request, "staff/practitioners/_form.html", context, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def leave(request: StaffRequest, practitioner_id: UUID) -> HttpResponse:
    practitioner = _load(practitioner_id)
    practitioner_leaves(actor=request.actor, practitioner=practitioner)
    words = _("%(name)s has left. Nothing new can be booked with them.") % {"name": practitioner.name}
    return done(request, words, _list(request))


@staff(Permission.SETTINGS)
@require_POST
def come_back(request: StaffRequest, practitioner_id: UUID) -> HttpResponse:
    practitioner = _load(practitioner_id)
    try:
        practitioner_returns(actor=request.actor, practitioner=practitioner)
    except NotPermitted as refused:
        context = {"lines": lines(), "refused": refused}
        return render(request, "staff/practitioners/index.html", context, status=409)
    words = _("%(name)s is back, with the hours of before.") % {"name": practitioner.name}
    return done(request, words, _list(request))


@staff(Permission.SETTINGS)
@require_POST
def move(request: StaffRequest, practitioner_id: UUID) -> HttpResponse:
    practitioner = _load(practitioner_id)
    to = request.POST.get("to")
    reorder(actor=request.actor, row=practitioner, to="up" if to == "up" else "down")
    if request.headers.get("HX-Request"):
        return render(request, "staff/practitioners/_list.html", {"lines": lines()})
    return redirect(_list(request))

"""A clinic's first hour: what it offers, who sees patients, the first booking; each done on the page itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from daybook.accounts.permissions import Permission, Role
from daybook.booking import choices
from daybook.clinics import queries
from daybook.clinics.actions.start_services import start_services
from daybook.clinics.kinds import Kind
from daybook.clinics.models import Practitioner
from daybook.operations.sample import add_sample, remove_sample, sample_count
from daybook.records.actions.start_templates import start_templates
from daybook.records.starters import STARTERS
from daybook.scheduling.actions.start_practitioner import start_practitioner
from daybook.web.dialogs import done
from daybook.web.saving import posted
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.start.forms import ServicesForm, WhoForm, kind_of
from daybook.web.staff.start.steps import open_day, steps


@staff(Permission.SETTINGS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return _page(request)


@staff(Permission.SETTINGS)
@require_POST
def services(request: StaffRequest) -> HttpResponse:
    kind = kind_of(request.POST.get("kind", ""))
    form = ServicesForm(posted(request), kind=kind, clinic=request.clinic)

    def offer() -> None:
        start_services(actor=request.actor, wanted=form.wanted())
        if form.cleaned_data["templates"]:
            start_templates(actor=request.actor, kind=kind)

    if form.saves(offer):
        count = len(form.wanted())
        words = ngettext("{n} service can be booked.", "{n} services can be booked.", count)
        return _onward(request, words.format(n=count), kind)
    return _page(request, kind=kind, services=form, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def practitioner(request: StaffRequest) -> HttpResponse:
    form = _who(request)
    branches = choices.branches()

    def add() -> Practitioner:
        typed = form.cleaned_data
        return start_practitioner(
            actor=request.actor,
            practitioner_id=typed["id"],
            member=request.member if typed.get("me") else None,
            services=choices.services(),
            branch=branches[0],
            spans=form.spans(),
            **form.details(),
        )

    if branches and form.saves(add):
        words = _("%(name)s is in the book.") % {"name": form.cleaned_data["name"]}
        return _onward(request, words, kind_of(request.GET.get("kind", "")))
    return _page(request, who=form, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def sample(request: StaffRequest) -> HttpResponse:
    count = add_sample(actor=request.actor)
    words = ngettext("{n} made-up patient is here.", "{n} made-up patients are here.", count)
    return _onward(request, words.format(n=count), "")


@staff(Permission.SETTINGS)
@require_POST
def remove(request: StaffRequest) -> HttpResponse:
    kept = remove_sample(actor=request.actor)
    if kept:
        words = _("Removed, but for those who have bills, which are kept by law: {names}.")
        messages.warning(request, words.format(names=", ".join(kept)))
        return redirect("start", slug=request.tenant.slug)
    return _onward(request, _("The made-up patients are gone, with all that hung on them."), "")


def _onward(request: StaffRequest, words: str, kind: str) -> HttpResponse:
    url = f"/c/{request.tenant.slug}/start/" + (f"?kind={kind}" if kind else "")
    return done(request, words, url, go=True)


def _who(request: StaffRequest) -> WhoForm:
    """An owner may be the first practitioner; somebody who is one already is not another."""
    may_be_me = request.actor.role == Role.OWNER and request.practitioner is None
    return WhoForm(
        posted(request),
        kind=kind_of(request.GET.get("kind", "")),
        name=request.member.display_name,
        may_be_me=may_be_me,
        me=may_be_me and not any(each.left_at is None for each in queries.practitioners()),
    )


def _page(
    request: StaffRequest,
    *,
    kind: str = "",
    services: ServicesForm | None = None,
    who: WhoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    kind = kind_of(kind or request.GET.get("kind", ""))
    found = steps()
    form = who
    if form is None:
        request_method, request.method = request.method, "GET"
        form = _who(request)
        request.method = request_method
    context: dict[str, Any] = {
        "steps": found,
        "kind": kind,
        "kinds": Kind.choices,
        "services": services or ServicesForm(kind=kind, clinic=request.clinic),
        "templates": [each.name for each in STARTERS[kind]],
        "who": form,
        "another": "another" in request.GET or who is not None,
        "more": "more" in request.GET or services is not None,
        "sample": sample_count(),
        "open_day": open_day() if found.ready else None,
    }
    return render(request, "staff/start/index.html", context, status=status)

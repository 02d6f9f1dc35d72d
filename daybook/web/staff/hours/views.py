"""When a practitioner works: the week at each branch, and leave. Their own, or with SETTINGS everyone's."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.clinics import queries
from daybook.clinics.models import Branch, Practitioner
from daybook.scheduling import plans
from daybook.scheduling.actions.add_leave import add_leave
from daybook.scheduling.actions.remove_leave import remove_leave
from daybook.scheduling.actions.set_week import set_week
from daybook.scheduling.models import Leave
from daybook.web.dialogs import done, show
from daybook.web.saving import posted
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.hours.forms import LeaveForm
from daybook.web.staff.hours.page import context, first_form, load, open_branches, refused_to
from daybook.web.staff.hours.week_form import WeekForm

PAGE = "staff/hours/hours.html"


def _url(request: StaffRequest, practitioner: Practitioner, branch: Branch | None = None) -> str:
    kwargs = {"slug": request.tenant.slug, "practitioner_id": practitioner.id}
    if branch is None:
        return reverse("hours", kwargs=kwargs)
    return reverse("hours-at", kwargs={**kwargs, "branch_id": branch.id})


@staff(Permission.OWN_HOURS)
@require_GET
def own(request: StaffRequest) -> HttpResponse:
    """A practitioner's own hours."""
    mine = queries.practitioner_of(request.member)
    if mine is not None:
        return redirect(_url(request, mine))
    if request.may(Permission.SETTINGS):
        return redirect("practitioners", slug=request.tenant.slug)
    return render(request, "staff/hours/nobody.html")


@staff(Permission.OWN_HOURS)
@require_GET
def hours(request: StaffRequest, practitioner_id: UUID) -> HttpResponse:
    """At the first branch where they work, else at the first."""
    practitioner = load(practitioner_id)
    worked = plans.worked_minutes()
    places = sorted(open_branches(), key=lambda each: (practitioner.id, each.id) not in worked)
    branch = places[0] if places else None
    form = first_form(request, practitioner, branch) if branch else None
    return refused_to(request, practitioner) or render(
        request, PAGE, context(request, practitioner, branch, form)
    )


@staff(Permission.OWN_HOURS)
@require_http_methods(["GET", "POST"])
def hours_at(request: StaffRequest, practitioner_id: UUID, branch_id: UUID) -> HttpResponse:
    practitioner, branch = load(practitioner_id), queries.branch(branch_id)
    if branch is None:
        raise Http404
    refused = refused_to(request, practitioner)
    if refused is not None:
        return refused
    if request.method == "GET":
        form = first_form(request, practitioner, branch)
        return render(request, PAGE, context(request, practitioner, branch, form))
    return _save(request, practitioner, branch)


def _save(request: StaffRequest, practitioner: Practitioner, branch: Branch) -> HttpResponse:
    form = WeekForm.sent(request.POST)
    altered = request.POST.get("do", "")
    if altered:
        form.alter(altered)
    elif form.saves(
        lambda spans: set_week(
            actor=request.actor,
            practitioner=practitioner,
            branch=branch,
            version=form.version,
            spans=spans,
        )
    ):
        words = _("The week of %(name)s at %(branch)s is saved.")
        told = {"name": practitioner.name, "branch": branch.name}
        return done(request, words % told, _url(request, practitioner, branch), go=True)
    template = "staff/hours/_week.html" if request.headers.get("HX-Request") else PAGE
    return render(request, template, context(request, practitioner, branch, form), status=form.status)


@staff(Permission.OWN_HOURS)
@require_http_methods(["GET", "POST"])
def new_leave(request: StaffRequest, practitioner_id: UUID) -> HttpResponse:
    practitioner = load(practitioner_id)
    refused = refused_to(request, practitioner)
    if refused is not None:
        return refused
    form = LeaveForm(posted(request), zone=plans.home_zone(practitioner))

    def add() -> Leave:
        starts_at, ends_at = form.moments()
        typed = form.cleaned_data
        return add_leave(
            actor=request.actor,
            leave_id=typed["id"],
            practitioner=practitioner,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=typed["reason"],
        )

    if form.saves(add):
        words = _("The leave of %(name)s is in the book.") % {"name": practitioner.name}
        return done(request, words, _url(request, practitioner), go=True)
    values = {"form": form, "practitioner": practitioner, "zone": form.zone.key}
    return show(request, "staff/hours/_leave.html", values, status=form.status)


@staff(Permission.OWN_HOURS)
@require_POST
def drop_leave(request: StaffRequest, leave_id: UUID) -> HttpResponse:
    leave = plans.leave(leave_id)
    if leave is None:
        raise Http404
    refused = refused_to(request, leave.practitioner)
    if refused is not None:
        return refused
    remove_leave(actor=request.actor, leave=leave)
    words = _("The leave of %(name)s is taken back.") % {"name": leave.practitioner.name}
    return done(request, words, _url(request, leave.practitioner))

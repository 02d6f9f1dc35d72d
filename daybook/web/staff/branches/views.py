"""The places where the clinic works."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.clinics import queries
from daybook.clinics.actions.add_branch import add_branch
from daybook.clinics.actions.change_branch import change_branch
from daybook.clinics.actions.close_branch import close_branch
from daybook.clinics.actions.reopen_branch import reopen_branch
from daybook.clinics.actions.reorder import reorder
from daybook.clinics.models import Branch
from daybook.lib.refused import Refused
from daybook.web.dialogs import done, show
from daybook.web.saving import posted
from daybook.web.staff.branches.forms import BranchForm
from daybook.web.staff.entry import StaffRequest, staff


def _load(branch_id: UUID) -> Branch:
    found = queries.branch(branch_id)
    if found is None:
        raise Http404
    return found


def _list(request: StaffRequest) -> str:
    return reverse("branches", kwargs={"slug": request.tenant.slug})


def _rows() -> dict[str, Any]:
    branches = queries.branches()
    open_ids = [each.id for each in branches if each.closed_at is None]
    return {"branches": branches, "last_open": open_ids[-1] if open_ids else None}


def _page(request: StaffRequest, refused: Refused | None = None) -> HttpResponse:
    context = {**_rows(), "refused": refused}
    return render(request, "staff/branches/index.html", context, status=409 if refused else 200)


@staff(Permission.SETTINGS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return _page(request)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = BranchForm(posted(request), clinic=request.clinic)

    def add() -> Branch:
        return add_branch(actor=request.actor, branch_id=form.cleaned_data["id"], **form.details())

    if form.saves(add):
        words = _("%(branch)s is open.") % {"branch": form.cleaned_data["name"]}
        return done(request, words, _list(request), go=True)
    return show(request, "staff/branches/_form.html", {"form": form}, status=form.status)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, branch_id: UUID) -> HttpResponse:
    branch = _load(branch_id)
    form = BranchForm(posted(request), clinic=request.clinic, row=branch)

    def save() -> Branch:
        version = form.cleaned_data["version"]
        return change_branch(actor=request.actor, branch=branch, version=version, **form.details())

    if form.saves(save):
        words = _("%(branch)s is saved.") % {"branch": form.cleaned_data["name"]}
        return done(request, words, _list(request), go=True)
    return show(request, "staff/branches/_form.html", {"form": form, "branch": branch}, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def close(request: StaffRequest, branch_id: UUID) -> HttpResponse:
    branch = _load(branch_id)
    try:
        close_branch(actor=request.actor, branch=branch)
    except Refused as refused:
        return _page(request, refused)
    return done(request, _("%(branch)s is closed.") % {"branch": branch.name}, _list(request))


@staff(Permission.SETTINGS)
@require_POST
def reopen(request: StaffRequest, branch_id: UUID) -> HttpResponse:
    branch = _load(branch_id)
    reopen_branch(actor=request.actor, branch=branch)
    return done(request, _("%(branch)s is open again.") % {"branch": branch.name}, _list(request))


@staff(Permission.SETTINGS)
@require_POST
def move(request: StaffRequest, branch_id: UUID) -> HttpResponse:
    branch = _load(branch_id)
    reorder(actor=request.actor, row=branch, to="up" if request.POST.get("to") == "up" else "down")
    if request.headers.get("HX-Request"):
        return render(request, "staff/branches/_list.html", _rows())
    return redirect(_list(request))

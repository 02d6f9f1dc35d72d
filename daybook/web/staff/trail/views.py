"""Who did what: every change, and every opening of a patient's file. For the owner."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.audit import queries
from daybook.audit.jobs import check_seals
from daybook.lib.zones import zone
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.trail.forms import WishForm
from daybook.web.staff.trail.lines import days

SHOWN = 50


@staff(Permission.AUDIT)
@require_http_methods(["GET", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    form = WishForm(request.POST if request.method == "POST" else request.GET, request)
    if not form.is_valid():
        return _page(request, form, {"days": []}, status=422)
    if request.method == "POST":
        return HttpResponseRedirect(f"{request.path}?{urlencode(form.query())}")
    entries, following = queries.entries(form.wish(), before=_mark(request), limit=SHOWN)
    older = urlencode({**form.query(), "before": str(following.id)}) if following else ""
    return _page(request, form, {"days": days(request, entries), "older": older})


def _mark(request: StaffRequest) -> queries.Mark | None:
    """The entry after which the page begins."""
    text = request.GET.get("before")
    if not text:
        return None
    try:
        entry = queries.entry_by_id(UUID(text))
    except ValueError:
        entry = None
    if entry is None:
        raise Http404
    return queries.Mark(entry.at, entry.id)


@staff(Permission.AUDIT)
@require_POST
def verification(request: StaffRequest) -> HttpResponse:
    """Walk the chain of seals, and say whether it holds, on the page it was asked from; a job walks a long one."""
    form = WishForm({}, request)
    form.is_valid()
    entries, following = queries.entries(form.wish(), limit=SHOWN)
    older = urlencode({"before": str(following.id)}) if following else ""
    verdict = check_seals(request.actor.label)
    return _page(request, form, {"days": days(request, entries), "older": older, "verdict": verdict})


def _page(request: StaffRequest, form: WishForm, context: dict[str, Any], status: int = 200) -> HttpResponse:
    chain = queries.chain()
    last = queries.last_verification()
    shared = {
        "form": form,
        "chain": chain,
        "sealed_at": _local(request, chain.sealed_at),
        "last": last,
        "last_at": _local(request, (last.ended_at or last.started_at) if last else None),
        "filtered": form.is_valid() and form.query(),
    }
    return render(request, "staff/trail/index.html", {**shared, **context}, status=status)


def _local(request: StaffRequest, at: datetime | None) -> datetime | None:
    """As the clinic's clock shows it."""
    return at and at.astimezone(zone(request.clinic.time_zone)).replace(tzinfo=None)

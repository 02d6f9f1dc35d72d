"""The queue: see it, call, send in, put back; the screen in the waiting room, and the slip of paper."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from daybook.accounts.permissions import NotPermitted, Permission
from daybook.booking import queries_queue
from daybook.booking.actions.bring_back import bring_back
from daybook.booking.actions.call import call, call_next
from daybook.booking.actions.finish_consultation import finish_consultation
from daybook.booking.actions.leave import leave
from daybook.booking.actions.put_back import put_back
from daybook.booking.models import QueueEntry
from daybook.booking.refusals import BookingRefused
from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.lib.zones import local_day, zone
from daybook.web.dialogs import done, in_dialog, refused_aside
from daybook.web.dialogs import show as answer
from daybook.web.staff.day.page import wish
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.queue.entry import entry_context, practitioner_and_branch
from daybook.web.staff.queue.forms import NextForm, StepForm
from daybook.web.staff.queue.page import etag, queue_page
from daybook.web.staff.queue.screen import screen_page
from daybook.web.staff.visits.vitals import taken_context

DO: dict[str, Any] = {
    "call": call,
    "back": put_back,
    "finish": finish_consultation,
    "leaving": leave,
    "return": bring_back,
}


@staff(Permission.SEE_BOOK)
@require_GET
def queue(request: StaffRequest) -> HttpResponse:
    wanted = wish(request)
    if wanted is None:
        return render(request, "staff/day/no_branch.html")
    return render(request, "staff/queue/queue.html", {"page": queue_page(request, wanted)})


@staff(Permission.SEE_BOOK)
@require_GET
def changes(request: StaffRequest) -> HttpResponse:
    """What an open queue asks every few seconds: 304, or the queue drawn anew."""
    return _changes(request, "staff/queue/_live.html", queue_page)


@staff(Permission.SEE_BOOK)
@require_GET
def screen(request: StaffRequest) -> HttpResponse:
    """For the wall of the waiting room: tokens and rooms, nobody's name."""
    wanted = wish(request)
    if wanted is None:
        return render(request, "staff/day/no_branch.html")
    return render(request, "staff/queue/screen.html", {"page": screen_page(request, wanted)})


@staff(Permission.SEE_BOOK)
@require_GET
def screen_changes(request: StaffRequest) -> HttpResponse:
    return _changes(request, "staff/queue/_screen.html", screen_page)


def _changes(request: StaffRequest, template: str, build: Any) -> HttpResponse:
    wanted = wish(request)
    if wanted is None:
        return HttpResponse(status=204)
    mark = etag(wanted)
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        response = render(request, template, {"page": build(request, wanted)})
    response["ETag"] = mark
    return response


def _load(entry_id: UUID) -> QueueEntry:
    found = queries_queue.entry(entry_id)
    if found is None:
        raise Http404
    return found


@staff(Permission.SEE_BOOK)
@require_GET
def show(request: StaffRequest, queue_entry_id: UUID) -> HttpResponse:
    return _card(request, _load(queue_entry_id))


def _card(
    request: StaffRequest, row: QueueEntry, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {**entry_context(request, row), **taken_context(request, row)}
    context |= {"refusal": refusal, "heading": row.patient.name}
    return answer(request, "staff/queue/_entry.html", context, status=status)


@staff(Permission.SEE_BOOK)
@require_GET
def slip(request: StaffRequest, queue_entry_id: UUID) -> HttpResponse:
    """A token on paper; without the name, because slips are left lying about."""
    return render(request, "staff/queue/slip.html", entry_context(request, _load(queue_entry_id)))


def _queue_url(request: StaffRequest) -> str:
    return f"/c/{request.tenant.slug}/queue/"


@staff()
@require_POST
def step(request: StaffRequest, queue_entry_id: UUID, verb: str) -> HttpResponse:
    """Called, put back, seen, gone, brought back. Who is sent in has a visit: web/staff/visits."""
    act, row, form = DO.get(verb), _load(queue_entry_id), StepForm(request.POST)
    if act is None:
        raise Http404
    if not form.is_valid():
        return _refused(request, row, BookingRefused(_("Look at the queue again."), code="stale"), 422)
    try:
        act(actor=request.actor, entry=row, version=form.cleaned_data["version"])
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotPermitted) else 409
        return _refused(request, _load(queue_entry_id), refusal, status)
    words = _("%(token)s: %(state)s") % {"token": row.token, "state": _load(row.id).get_state_display()}
    return done(request, words, _queue_url(request))


def _refused(request: StaffRequest, row: QueueEntry, refusal: Refused, status: int) -> HttpResponse:
    """In the dialog beside what can be done; from a button of the page as a few words."""
    if in_dialog(request) or not request.headers.get("HX-Request"):
        return _card(request, row, refusal, status)
    return refused_aside(refusal.message, status)


@staff(Permission.CHECK_IN)
@require_POST
def call_the_next(request: StaffRequest) -> HttpResponse:
    """Whoever was shown as next in a practitioner's line."""
    form = NextForm(request.POST)
    found = practitioner_and_branch(form.cleaned_data) if form.is_valid() else None
    if found is None:
        return _not_called(request, BookingRefused(_("Look at the queue again."), code="stale"), 422)
    practitioner, branch = found
    try:
        row = call_next(
            actor=request.actor,
            practitioner=practitioner,
            day=local_day(clock.now(), zone(branch.time_zone)),
            branch=branch,
            expecting=form.cleaned_data["expecting"],
        )
    except Refused as refusal:
        return _not_called(request, refusal, 409)
    words = {"token": row.token, "name": row.patient.name}
    return done(request, _("%(token)s is called: %(name)s") % words, _queue_url(request))


def _not_called(request: StaffRequest, refusal: Refused, status: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return refused_aside(refusal.message, status)
    context = {"refusal": refusal, "heading": _("Call next"), "url": _queue_url(request)}
    return answer(request, "staff/queue/_refused.html", context, status=status)

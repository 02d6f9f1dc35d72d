"""Somebody walks in: whom they want to see is chosen already, so that finding the patient is all there is to do."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybook.accounts.permissions import Permission
from daybook.booking import choices, queries_queue
from daybook.booking.actions.check_in import check_in
from daybook.booking.models import QueueEntry
from daybook.booking.queries_queue import QueueLine
from daybook.lib import clock
from daybook.lib.intervals import Interval
from daybook.lib.refused import Refused
from daybook.patients.models import Patient
from daybook.patients.queries import patient_by_id
from daybook.scheduling.queries import DayHours, day_hours
from daybook.web.dialogs import show as answer
from daybook.web.ids import uuid_or_none
from daybook.web.staff.day.page import Wish, wish
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.queue.entry import entry_context, practitioner_and_branch
from daybook.web.staff.queue.forms import WalkInForm

SOON = timedelta(minutes=30)
"""Who begins to work so soon can be waited for."""


@staff(Permission.CHECK_IN)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    wanted = wish(request)
    if wanted is None:
        return HttpResponseRedirect(f"/c/{request.tenant.slug}/queue/")
    search_url = f"/c/{request.tenant.slug}/patients/search/?pick"
    if request.method == "GET":
        return _form(request, wanted, WalkInForm(initial=_initial(request, wanted), search_url=search_url))
    form = WalkInForm(request.POST, search_url=search_url)
    if not form.is_valid():
        return _form(request, wanted, form, status=422)
    found, patient = practitioner_and_branch(form.cleaned_data), patient_by_id(form.cleaned_data["patient"])
    if found is None:
        form.add_error("practitioner", _("Choose one of the list."))
    if patient is None:
        form.add_error("patient", _("That patient's file is not there. Search again."))
    if found is None or patient is None:
        return _form(request, wanted, form, status=422)
    try:
        row = check_in(
            actor=request.actor,
            entry_id=form.cleaned_data["id"],
            patient=patient,
            practitioner=found[0],
            branch=found[1],
        )
    except Refused as refusal:
        return _form(request, wanted, form, refusal=refusal, status=409)
    return _given(request, row)


def _given(request: StaffRequest, row: QueueEntry) -> HttpResponse:
    """The token in large letters, to be read out; the book behind redraws."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/c/{request.tenant.slug}/queue/{row.id}/")
    loaded = queries_queue.entry(row.id) or row
    context = entry_context(request, loaded) | {"heading": loaded.patient.name}
    response = answer(request, "staff/queue/_token.html", context)
    response["HX-Trigger"] = json.dumps({"day-changed": True})
    return response


def _form(
    request: StaffRequest,
    wanted: Wish,
    form: WalkInForm,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    form.offer([(str(who.id), words) for who, words in _offered(wanted)])
    chosen = _patient(form["patient"].value())
    form.show_patient(chosen)
    context = {"form": form, "chosen": chosen, "refusal": refusal, "wanted": wanted, "heading": _("Walk-in")}
    return answer(request, "staff/queue/_walk_in.html", context, status=status)


def _patient(value: Any) -> Patient | None:
    wanted = uuid_or_none(str(value or ""))
    return patient_by_id(wanted) if wanted else None


def _offered(wanted: Wish) -> list[tuple[choices.Who, str]]:
    """Who works at the branch today, with how many wait for each; when nobody does, everybody."""
    working = {who for who, hours in day_hours(wanted.branch, wanted.today).items() if hours.open}
    here = choices.by_id(working or {each.id for each in choices.practitioners()})
    lines = queries_queue.waiting(wanted.today, wanted.branch)
    return [(who, _with_waiting(who.name, lines, who.id)) for who in here]


def _with_waiting(name: str, lines: list[QueueLine], who: UUID) -> str:
    count = len([line for line in lines if line.practitioner_id == who])
    return _("%(name)s · %(count)d waiting") % {"name": name, "count": count} if count else name


def _initial(request: StaffRequest, wanted: Wish) -> dict[str, Any]:
    patient = uuid_or_none(request.GET.get("patient", ""))
    return {
        "branch": wanted.branch.id,
        "patient": patient,
        "practitioner": uuid_or_none(request.GET.get("practitioner", "")) or _likely(request, wanted),
    }


def _likely(request: StaffRequest, wanted: Wish) -> UUID | None:
    """Oneself; else the one whose column alone is shown; else, of those at work, who has the shortest line."""
    own = choices.practitioner_of(request.member)
    if own is not None:
        return own.id
    shown = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("who", [])
    if len(shown) == 1 and uuid_or_none(shown[0]):
        return uuid_or_none(shown[0])
    hours = day_hours(wanted.branch, wanted.today)
    lines = queries_queue.waiting(wanted.today, wanted.branch)
    offered = [who.id for who, _words in _offered(wanted)]
    able = [who for who in offered if who in hours and _at_work(hours[who])] or offered
    return min(able, key=lambda who: len([x for x in lines if x.practitioner_id == who]), default=None)


def _at_work(hours: DayHours) -> bool:
    soon = Interval(clock.now(), clock.now() + SOON)
    return any(span.start < soon.end and span.end > soon.start for span in hours.open)

"""Where it goes on after a registration: to the file, or back to the booking that the search was opened from."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from daybook.accounts.permissions import Permission
from daybook.web.staff.entry import StaffRequest

# What the booking form may have been told already (web/staff/appointments/prefill.py). Ids and times, nobody's name.
_CARRIED = frozenset({"branch", "practitioner", "service", "day", "starts_at", "walk_in"})
_LONGEST = 600


def booking_query(text: str) -> str:
    """The part of `text` that the booking form understands, as a query."""
    pairs = parse_qsl(text[:_LONGEST], max_num_fields=20)
    return urlencode([(name, value) for name, value in pairs if name in _CARRIED and len(value) < 60])


def book_url(request: StaffRequest, patient_id: UUID, query: str) -> str:
    """The booking form; or the walk-in's, when the search was opened from there."""
    more = f"&{query}" if query else ""
    where = "queue" if is_walk_in(query) else "appointments"
    return f"/c/{request.tenant.slug}/{where}/new/?patient={patient_id}{more}"


def is_walk_in(query: str) -> bool:
    return dict(parse_qsl(query)).get("walk_in") == "1"


def file_url(request: StaffRequest, patient_id: UUID) -> str:
    return f"/c/{request.tenant.slug}/patients/{patient_id}/"


def is_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def go_on(request: StaffRequest, words: Any, patient_id: UUID, query: str) -> HttpResponse:
    """To the booking form when the pressed button said so, else to the file."""
    books = request.POST.get("onward") == "book" and request.may(Permission.BOOK)
    url = book_url(request, patient_id, query) if books else file_url(request, patient_id)
    if books and is_fragment(request):
        answer = render(request, "staff/patients/_onward.html", {"url": url, "words": words})
        answer["HX-Trigger"] = json.dumps(
            {"toast": {"text": str(words), "kind": "ok"}}
        )  # escapes: ASCII only
        return answer
    messages.success(request, words)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)

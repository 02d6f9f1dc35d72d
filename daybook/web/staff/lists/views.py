"""Bringing a clinic's own list of patients: the file, and what would become, or has become, of its rows."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from daybook.accounts.permissions import Permission
from daybook.lib.ids import uuid7
from daybook.lib.zones import zone
from daybook.operations.imports.lists import queries
from daybook.operations.imports.lists.actions.bring import bring
from daybook.operations.imports.lists.export import written
from daybook.operations.imports.lists.plan import Plan, too_large
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.imports.lists.sealed import name_of
from daybook.operations.imports.lists.words import OUTCOMES
from daybook.operations.models import PatientList
from daybook.tenancy.vault import VaultError
from daybook.web.ids import uuid_or_none
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.lists import shown

State = PatientList.State


def load(list_id: UUID) -> PatientList:
    found = queries.patient_list(list_id)
    if found is None:
        raise Http404
    return found


def url_of(request: StaffRequest, list_id: UUID, name: str = "list") -> str:
    return reverse(name, kwargs={"slug": request.tenant.slug, "list_id": list_id})


@staff(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "staff/lists/new.html", {"id": uuid7()})
    list_id = uuid_or_none(request.POST.get("id", "")) or uuid7()
    sent = request.FILES.get("file")
    try:
        if sent is None and getattr(request, "too_large_a_file", False):
            raise too_large()
        content = sent.read() if sent else b""
        row = bring(
            actor=request.actor, name=(sent.name or "") if sent else "", content=content, list_id=list_id
        )
    except ListRefused as refused:
        return render(request, "staff/lists/new.html", {"id": uuid7(), "refusal": refused}, status=422)
    return HttpResponseRedirect(url_of(request, row.id, "list-columns"))


@staff(Permission.IMPORT)
@require_GET
def show(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """The whole page, or what has moved since, for whoever watches it."""
    row = load(list_id)
    if row.state == State.COLUMNS:
        return HttpResponseRedirect(url_of(request, row.id, "list-columns"))
    mark = f'"{row.state}-{row.checked_to}-{row.written_to}"'
    if request.headers.get("HX-Request"):
        if request.headers.get("If-None-Match") == mark:
            return HttpResponseNotModified()
        answer = render(request, "staff/lists/_list.html", context(request, row))
    else:
        answer = render(request, "staff/lists/show.html", {**context(request, row), "etag": mark})
    answer["ETag"] = mark
    return answer


def context(request: StaffRequest, row: PatientList, **more: Any) -> dict[str, Any]:
    """What the page of a list shows, whoever asks for it."""
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in OUTCOMES else ""
    counts = queries.counts(row)
    total = counts.get(wanted, 0) if wanted else sum(counts.values())
    page = shown.Pager(_number(request.GET.get("page", "1"), total), total)
    word, tag = shown.STATES[row.state]
    plan = Plan.of(row.plan)
    found = {
        "list": row,
        "name": name_of(row),
        "plan": plan,
        "word": word,
        "tag": tag,
        "tabs": shown.tabs(counts, wanted),
        "wanted": wanted,
        "counts": counts,
        "page": page,
        "zone": zone(request.clinic.time_zone),
        "going": queries.going_in(row) if row.state == State.CHECKED else {},
        "results": queries.results(row) if row.state in (State.DONE, State.WRITING) else {},
        "left": queries.left_out(row),
        "choices": shown.CHOICES,
    }
    if row.state not in (State.CHECKING, State.DATES):
        found["lines"] = shown.lines(request, row, queries.rows_of(row, wanted, page.number))
    if row.state == State.DATES:
        try:
            evidence = queries.open_dates(row)
            found["evidence"] = evidence
            found["day_first"], found["month_first"] = shown.question(evidence.examples)
        except (VaultError, LookupError):
            found["evidence"] = None
    return {**found, **more}


def _number(text: str, total: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    return min(max(number, 1), shown.Pager(1, total).pages)


@staff(Permission.IMPORT)
@require_GET
def left_out(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """The rows that did not go in, as a file, with the reason: bad ones, and those that are perhaps there already."""
    row = load(list_id)
    wanted = request.GET.get("show", "")
    outcomes = [wanted] if wanted in ("bad", "same", "there") else ["bad", "same", "there"]
    answer = HttpResponse("".join(written(row, outcomes)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="left-out.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer

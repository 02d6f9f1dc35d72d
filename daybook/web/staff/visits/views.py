"""The visit: opened, written, signed, amended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.booking.queries import appointment as appointment_by_id
from daybook.booking.queries_queue import entry as entry_by_id
from daybook.lib.refused import Refused
from daybook.records import icd10, queries
from daybook.records.actions.amend import amend, said_now
from daybook.records.actions.open_visit import open_visit
from daybook.records.actions.read_visit import read_visit
from daybook.records.actions.save_note import Saved, save_note
from daybook.records.actions.sign import sign
from daybook.records.models import Visit
from daybook.records.refusals import NotReady, RecordsRefused, StaleNote
from daybook.records.sealed import Content
from daybook.records.story import Story
from daybook.web.dialogs import done
from daybook.web.ids import uuid_or_none
from daybook.web.saving import MOST
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.visits.page import (
    SINGLY,
    Sheet,
    before,
    form_context,
    live_parts,
    page_context,
    sheet_of,
    signed_context,
    today_at,
)
from daybook.web.staff.visits.typed import read_content, read_lines


def load(visit_id: UUID) -> Visit:
    found = queries.visit(visit_id)
    if found is None:
        raise Http404
    return found


def visit_url(request: StaffRequest, visit: Visit) -> str:
    return f"/c/{request.tenant.slug}/visits/{visit.id}/"


@staff(Permission.CONSULT)
@require_POST
def start(request: StaffRequest) -> HttpResponse:
    """From an appointment's card, the queue, or "next": the consultation starts and its note opens."""
    wanted = uuid_or_none(request.POST.get("appointment", ""))
    row = appointment_by_id(wanted) if wanted else None
    token = uuid_or_none(request.POST.get("entry", ""))
    entry = entry_by_id(token) if token else None
    if row is None and entry is None:
        gone = RecordsRefused(_("This patient is not in the book any more. Look at the day again."))
        return _refused(request, gone, status=422)
    try:
        visit = open_visit(actor=request.actor, appointment=row, entry=entry)
    except Refused as refused:
        return _refused(request, refused)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": visit_url(request, visit)})
    return HttpResponseRedirect(visit_url(request, visit))


def _refused(request: StaffRequest, refused: Refused, status: int = 409) -> HttpResponse:
    return render(request, "staff/visits/refused.html", {"refusal": refused}, status=status)


@staff(Permission.CLINICAL)
@require_GET
def show(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    visit = load(visit_id)
    sheet = sheet_of(visit, read_visit(actor=request.actor, visit=visit, singly=SINGLY))
    return _page(request, sheet, sheet.mine.content)


def _page(
    request: StaffRequest,
    sheet: Sheet,
    content: Content,
    *,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The note to write; to read when it is signed, or for who may not write."""
    context = page_context(request, sheet)
    writes = sheet.visit.state == Visit.State.OPEN and context["may_write"] and not content.unreadable
    context |= form_context(request, sheet, content) if writes else signed_context(sheet, content)
    if writes:
        icd10.warm()  # the diagnosis is typed some seconds from now
    context |= {"writes": writes, "content": content, "version": sheet.visit.version, **(more or {})}
    return render(request, "staff/visits/visit.html", context, status=status)


def _version(request: StaffRequest) -> int:
    text = request.POST.get("version", "")
    return min(int(text), MOST) if text.isascii() and text.isdigit() else 0


def _typed(request: StaffRequest, visit: Visit) -> Content:
    return read_content(request.POST, today_at(visit), _before(visit))


def _before(visit: Visit) -> Content:
    return said_now(visit)[1]


@staff(Permission.CONSULT)
@require_POST
def save(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """What is typed, each second or two. A script asks for JSON; without one the page comes again."""
    visit = load(visit_id)
    sheet = sheet_of(visit, Story([]))
    by_script = request.headers.get("Accept") == "application/json"
    try:
        content = _typed(request, visit)
        saved = save_note(actor=request.actor, visit=visit, content=content, version=_version(request))
    except StaleNote as stale:
        return _stale(request, stale) if by_script else _again(request, visit, content, stale)
    except RecordsRefused as refused:
        if by_script:
            return JsonResponse({"code": refused.code, "words": str(refused.message)}, status=409)
        return _refused(request, refused)
    if by_script:
        return JsonResponse(_answer(request, sheet, content, saved))
    return HttpResponseRedirect(visit_url(request, visit))


def _answer(request: StaffRequest, sheet: Sheet, content: Content, saved: Saved) -> dict[str, Any]:
    keys = [key for key, _line in read_lines(request.POST)]
    html = render_to_string("staff/visits/_live.html", live_parts(sheet, content, keys))
    return {"version": saved.version, "live": html}


def _stale(request: StaffRequest, stale: StaleNote) -> HttpResponse:
    html = render_to_string("staff/visits/_stale.html", {"stale": stale})
    return JsonResponse({"code": stale.code, "version": stale.version, "html": html}, status=409)


def _again(request: StaffRequest, visit: Visit, content: Content, refused: Refused) -> HttpResponse:
    """The page with what was typed, and why it was refused."""
    sheet = sheet_of(visit, before(visit))
    more: dict[str, Any] = {"refusal": refused}
    if isinstance(refused, StaleNote):
        more |= {"stale": refused, "version": refused.version}
    if isinstance(refused, NotReady):
        more |= {"problems": _marked(refused, content)}
    return _page(request, sheet, content, status=422 if isinstance(refused, NotReady) else 409, more=more)


def _marked(refused: NotReady, content: Content) -> list[tuple[str, Any]]:
    """What keeps it from being signed: (about what, why)."""
    found = []
    for name, words in refused.problems.items():
        field, _dash, place = name.rpartition("-")
        about = ""
        if field and place.isdigit() and int(place) < len(content.lines):
            about = content.lines[int(place)].medicine or _("Line %(n)d") % {"n": int(place) + 1}
        found.append((about, words))
    return found


@staff(Permission.CONSULT)
@require_POST
def finish(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    visit = load(visit_id)
    if visit.state == Visit.State.SIGNED:  # sent twice: signed is signed
        return HttpResponseRedirect(visit_url(request, visit))
    try:
        content = _typed(request, visit)
        sign(actor=request.actor, visit=visit, content=content, version=_version(request))
    except Refused as refused:
        if refused.code == "unreadable":
            return _refused(request, refused)
        return _again(request, load(visit_id), content, refused)
    return HttpResponseRedirect(visit_url(request, visit))


@staff(Permission.CONSULT)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """A signed note is not changed: what is written here stands beside it, with the reason."""
    visit = load(visit_id)
    if visit.state != Visit.State.SIGNED:
        return HttpResponseRedirect(visit_url(request, visit))
    refusal: Refused | None = None
    try:
        earlier, content = said_now(visit)
    except RecordsRefused as refused:
        return _refused(request, refused)
    shown = len(earlier)
    if request.method == "POST":
        shown = _version(request)
        content = read_content(request.POST, today_at(visit), content)
        try:
            reason = request.POST.get("reason", "")
            amend(actor=request.actor, visit=visit, content=content, reason=reason, after=shown)
        except RecordsRefused as refused:
            refusal = refused
        else:
            return done(request, _("The amendment is signed."), visit_url(request, visit))
    return _amending(request, visit, content, shown, refusal)


def _amending(
    request: StaffRequest, visit: Visit, content: Content, shown: int, refusal: Refused | None
) -> HttpResponse:
    again = refusal is not None
    told = before(visit) if again else read_visit(actor=request.actor, visit=visit, singly=SINGLY)
    sheet = sheet_of(visit, told)
    context = page_context(request, sheet) | form_context(request, sheet, content)
    context |= {
        "writes": True,
        "amends": True,
        "content": content,
        "version": shown,
        "reason": request.POST.get("reason", "")[:500],
        "refusal": refusal,
    }
    status = 200
    if refusal is not None:
        status = 422 if isinstance(refusal, NotReady) else 409
    if isinstance(refusal, NotReady):
        context["problems"] = _marked(refusal, content)
    if isinstance(refusal, StaleNote):
        context |= {"stale": refusal, "version": refusal.version}
    return render(request, "staff/visits/visit.html", context, status=status)

"""What helps to write a note: the search for a diagnosis, and favourite prescriptions."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daybook.accounts.permissions import Permission
from daybook.patients.warnings import read_warnings
from daybook.records import queries
from daybook.records.actions.drop_favourite import drop_favourite
from daybook.records.actions.keep_favourite import keep_favourite
from daybook.records.icd10 import search
from daybook.records.lines import TIMINGS, from_plain
from daybook.records.refusals import RecordsRefused
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.visits.fields import line_rows
from daybook.web.staff.visits.typed import read_lines
from daybook.web.staff.visits.views import load


@staff(Permission.CONSULT)
@require_POST
def diagnoses(request: StaffRequest) -> HttpResponse:
    """The rows under the diagnosis field (js/search.js): codes that fit what is typed, and the words as they are."""
    typed = request.POST.get("q", "")[:80].strip()
    rows = [
        f'<a role="option" id="icd-{place}" data-label="{escape(each.code)} · {escape(each.text)}">'
        f'<span class="tag num">{escape(each.code)}</span><span class="grow">{escape(each.text)}</span></a>'
        for place, each in enumerate(search(typed))
    ]
    if typed:
        words = escape(_("Write “%(typed)s” in words") % {"typed": typed})
        rows.append(
            f'<a role="option" id="icd-words" data-label="{escape(typed)}"><span class="grow">{words}</span></a>'
        )
    return HttpResponse("".join(rows))


@staff(Permission.CONSULT)
@require_POST
def keep(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The prescription's lines as a favourite of whoever is signed in."""
    visit = load(visit_id)
    lines = [line for _key, line in read_lines(request.POST)]
    try:
        row = keep_favourite(
            actor=request.actor,
            practitioner=request.practitioner or visit.practitioner,
            name=request.POST.get("favourite", ""),
            lines=lines,
        )
    except RecordsRefused as refused:
        return JsonResponse({"code": refused.code, "words": str(refused.message)}, status=409)
    words = _("“%(name)s” is among your favourites.") % {"name": row.name}
    told = read_warnings(visit.patient).allergies
    context = {
        "each": row,
        "lines": line_rows(from_plain(row.lines), told),
        "base": f"/c/{request.tenant.slug}/",
        "timings": TIMINGS,
        "patient": visit.patient,
    }
    return JsonResponse({"words": words, "html": render_to_string("staff/visits/_kept.html", context)})


@staff(Permission.CONSULT)
@require_POST
def drop(request: StaffRequest, favourite_id: UUID) -> HttpResponse:
    found = queries.favourite(favourite_id)
    if found is None:
        raise Http404
    drop_favourite(actor=request.actor, favourite=found)
    return JsonResponse({"words": _("“%(name)s” is taken out.") % {"name": found.name}})

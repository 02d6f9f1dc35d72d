"""Two files, one person: who may be the same, side by side, and taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybook.accounts.permissions import Permission
from daybook.lib.refused import Refused
from daybook.merging.actions.keep_apart import keep_apart
from daybook.merging.actions.merge import merge
from daybook.merging.actions.unmerge import Hindered, unmerge
from daybook.merging.hindrances import hindrances
from daybook.merging.models import Merge
from daybook.merging.pairs import likely_pairs
from daybook.merging.queries import merge_by_id, preview
from daybook.merging.snapshot import Snapshot
from daybook.patients.actions.open_file import open_file
from daybook.patients.models import Patient
from daybook.patients.queries import patient_by_id
from daybook.web.ids import uuid_or_none
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.merging.compared import compared, likely_lines
from daybook.web.staff.merging.forms import MergeForm, OtherForm
from daybook.web.staff.merging.hindered import in_words
from daybook.web.staff.patients.lines import lines

SHOWN = 50


@staff(Permission.MERGE)
@require_http_methods(["GET", "POST"])
def duplicates(request: StaffRequest) -> HttpResponse:
    """Pairs of files that may be one person's. POST: these two are not."""
    if request.method == "POST":
        one, other = (_found(request.POST.get(name)) for name in ("one", "other"))
        if one is None or other is None:
            return _listed(request, _gone(), 422)
        try:
            keep_apart(actor=request.actor, one=one, other=other)
        except Refused as refused:
            return _listed(request, refused.message, 409)
        messages.success(request, _("Noted. These two are not shown here again."))
        return HttpResponseRedirect(request.path)
    return _listed(request)


def _listed(request: StaffRequest, refused: Any = None, status: int = 200) -> HttpResponse:
    pairs, more = likely_pairs(SHOWN)
    shown = [
        {
            "one": one,
            "other": other,
            "two": (one, other),
            "reasons": pair.reasons,
            "url": f"/c/{request.tenant.slug}/patients/{pair.one.id}/merge/?other={pair.other.id}",
        }
        for pair in pairs
        for one, other in [lines(request, (pair.one, pair.other))]
    ]
    context = {"pairs": shown, "more": more, "refused": refused}
    return render(request, "staff/merging/duplicates.html", context, status=status)


@staff(Permission.MERGE)
@require_http_methods(["GET", "POST"])
def merging(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Without ?other=: which file is the other one. With it: both side by side, and what will move."""
    kept = _found(str(patient_id))
    if kept is None:
        raise Http404
    asked = request.POST.get("other") if request.method == "POST" else request.GET.get("other")
    if not asked:
        return _choose(request, kept)
    away = _found(asked)
    if away is None:
        return _choose(request, kept, _gone(), 422)
    if away.id == kept.id and asked != str(kept.id):
        messages.info(request, _("These two files are one already."))
        return HttpResponseRedirect(f"/c/{request.tenant.slug}/patients/{kept.id}/")
    if away.id == kept.id:
        return _choose(request, kept, _("This is the same file. Choose the other one."), 409)
    for each in (kept, away):
        if request.method == "GET":
            open_file(actor=request.actor, patient=each)
    try:
        seen = preview(kept, away)
    except Refused as refused:
        return _choose(request, kept, refused.message, 409)
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, away=away, seen=seen)
    if form.saves(lambda: _merge(request, kept, away, form)):
        words = _("File %(number)d is a part of this one now.") % {"number": away.file_number}
        messages.success(request, words)
        return HttpResponseRedirect(f"/c/{request.tenant.slug}/patients/{kept.id}/")
    context = {"form": form, **compared(request, kept, away, seen, form)}
    return render(request, "staff/merging/compare.html", context, status=form.status)


def _merge(request: StaffRequest, kept: Patient, away: Patient, form: MergeForm) -> Merge:
    return merge(actor=request.actor, kept=kept, away=away, chosen=form.chosen(), versions=form.versions())


def _choose(request: StaffRequest, kept: Patient, refused: Any = None, status: int = 200) -> HttpResponse:
    form = OtherForm(None, search_url=f"/c/{request.tenant.slug}/patients/search/?pick=known")
    context = {"patient": kept, "form": form, "likely": likely_lines(request, kept), "refused": refused}
    return render(request, "staff/merging/choose.html", context, status=status)


@staff(Permission.MERGE)
@require_http_methods(["GET", "POST"])
def undo(request: StaffRequest, merge_id: UUID) -> HttpResponse:
    """What taking it back means, or what stands in the way."""
    row = merge_by_id(merge_id)
    if row is None:
        raise Http404
    url, status, refused, found = f"/c/{request.tenant.slug}/patients/{row.kept_id}/", 200, None, []
    try:
        if request.method == "POST":
            unmerge(actor=request.actor, merge=row)
            messages.success(request, _("Both files are as they were before."))
            return HttpResponseRedirect(url)
        found = hindrances(row, Snapshot.of(row))
    except Hindered as hindered:
        found, status = list(hindered.hindrances), 409
    except Refused as no:
        refused, status = no.message, 409 if request.method == "POST" else 200
    context = {"merge": row, "back_url": url, "refused": refused, "hindrances": in_words(request, found)}
    return render(request, "staff/merging/undo.html", context, status=status)


def _found(patient_id: str | None) -> Patient | None:
    wanted = uuid_or_none(patient_id or "")
    return patient_by_id(wanted) if wanted else None


def _gone() -> str:
    return _("That patient's file is not there. Search again.")

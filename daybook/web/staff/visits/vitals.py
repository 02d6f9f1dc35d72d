"""Vitals taken while the patient waits: a small form of the token, for whoever measures."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybook.accounts.permissions import Permission
from daybook.booking.models import LIVE, QueueEntry
from daybook.booking.queries_queue import entry as entry_by_id
from daybook.lib.text import clean_line
from daybook.lib.zones import clock_text, zone
from daybook.records import queries, vitals
from daybook.records.actions.take_vitals import refuse_unless_here, take_vitals
from daybook.records.models import TakenVitals
from daybook.records.note import Note
from daybook.records.refusals import BadVitals, RecordsRefused
from daybook.records.sealed import open_taken
from daybook.web.dialogs import done, show
from daybook.web.saving import MOST
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.visits.fields import vital_fields

NAMES = (vitals.PRESSURE, *vitals.BY_NAME)


def _load(entry_id: UUID) -> QueueEntry:
    found = entry_by_id(entry_id)
    if found is None:
        raise Http404
    return found


@staff(Permission.VITALS)
@require_http_methods(["GET", "POST"])
def take(request: StaffRequest, queue_entry_id: UUID) -> HttpResponse:
    """What was typed today is shown again to be put right; nothing of any other day, nor of the visit."""
    entry = _load(queue_entry_id)
    if request.method == "POST":
        return _save(request, entry)
    try:
        refuse_unless_here(entry)
    except RecordsRefused as refused:
        return _form(request, entry, Note(), 0, refused, 409)
    row = queries.taken_vitals(entry)
    known = open_taken(entry.patient_id, row) if row else {}
    return _form(request, entry, Note(vitals=known or {}), row.version if row else 0)


def _save(request: StaffRequest, entry: QueueEntry) -> HttpResponse:
    typed = {name: clean_line(request.POST.get(name, ""))[:20] for name in NAMES}
    text = request.POST.get("version", "")
    version = min(int(text), MOST) if text.isascii() and text.isdigit() else 0
    try:
        take_vitals(actor=request.actor, entry=entry, typed=typed, version=version)
    except RecordsRefused as refused:
        status = 422 if isinstance(refused, BadVitals) else 409
        return _form(request, entry, Note(unread=typed), version, refused, status)
    words = _("Vitals of %(name)s are kept.") % {"name": entry.patient.name}
    return done(request, words, f"/c/{request.tenant.slug}/queue/{entry.id}/")


def _form(
    request: StaffRequest,
    entry: QueueEntry,
    note: Note,
    version: int,
    refused: RecordsRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    """`note`: what is known as numbers, or what was typed as it was typed."""
    problems = refused.problems if isinstance(refused, BadVitals) else {}
    context = {
        "entry": entry,
        "fields": [
            (each, problems.get(each.name, "")) for each in vital_fields(note, Note(), grown_up=False)
        ],
        "start": next(iter(problems), vitals.PRESSURE),
        "version": version,
        "refusal": refused,
        "shut": refused is not None and refused.code == "over",
        "here": f"/c/{request.tenant.slug}/queue/{entry.id}/vitals/",
    }
    return show(request, "staff/visits/_vitals.html", context, status=status)


def taken_context(request: StaffRequest, entry: QueueEntry) -> Mapping[str, Any]:
    """For the token's card: the form's address, and what was typed today, while the patient is here."""
    if entry.state not in LIVE or not request.may(Permission.VITALS):
        return {}
    url = f"/c/{request.tenant.slug}/queue/{entry.id}/vitals/"
    return {"vitals_url": url, "vitals_taken": in_words(queries.taken_vitals(entry), entry)}


def in_words(row: TakenVitals | None, entry: QueueEntry) -> str:
    """ "BP 120/80, Weight 81.5 kg · Sravani, 10:05" """
    known = open_taken(entry.patient_id, row) if row else None
    if row is None or not known:
        return ""
    shown = [
        f"{each.label} {each.value} {each.unit}"
        for each in vital_fields(Note(vitals=known), Note(), grown_up=False)
        if each.value
    ]
    return f"{', '.join(shown)} · {by_words(row, entry)}"


def by_words(row: TakenVitals, entry: QueueEntry) -> str:
    """ "Sravani, 10:05" """
    return f"{row.taken_by}, {clock_text(row.taken_at.astimezone(zone(entry.branch.time_zone)))}"

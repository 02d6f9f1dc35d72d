"""Pictures and PDFs of a patient: kept sealed, handed out as what they were found to be and as nothing else."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from daybook.accounts.permissions import Permission
from daybook.lib.ids import uuid7
from daybook.records import queries
from daybook.records.actions.attach import attach
from daybook.records.actions.open_attachment import File, open_attachment
from daybook.records.actions.remove_attachment import remove_attachment
from daybook.records.file_kinds import SHOWN, too_large
from daybook.records.models import Attachment
from daybook.records.refusals import RecordsRefused
from daybook.web.dialogs import done
from daybook.web.dialogs import show as show_form
from daybook.web.ids import uuid_or_none
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.visits.views import load, visit_url


def _load(attachment_id: UUID) -> Attachment:
    found = queries.attachment(attachment_id)
    if found is None:
        raise Http404
    return found


@staff(Permission.CONSULT)
@require_POST
def add(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    visit = load(visit_id)
    sent = request.FILES.get("file")
    try:
        if sent is None and getattr(request, "too_large_a_file", False):
            raise too_large()
        attach(
            actor=request.actor,
            visit=visit,
            attachment_id=uuid_or_none(request.POST.get("id", "")) or uuid7(),
            name=(sent.name or "") if sent else "",
            content=sent.read() if sent else b"",
        )
    except RecordsRefused as refused:
        context = {"refusal": refused, "url": visit_url(request, visit)}
        return show_form(request, "staff/visits/_file_refused.html", context, status=422)
    return done(request, _("The file is kept."), visit_url(request, visit) + "#files", go=True)


@staff(Permission.CLINICAL)
@require_GET
def show(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    try:
        file = open_attachment(actor=request.actor, attachment=_load(attachment_id))
    except RecordsRefused as refused:
        return show_form(request, "staff/visits/_file_refused.html", {"refusal": refused}, status=409)
    return handed_out(file, save="save" in request.GET)


def handed_out(file: File, *, save: bool = False) -> HttpResponse:
    """The file's bytes, as exactly its kind and never cached; opened in the browser only when it is harmless there."""
    answer = HttpResponse(file.content, content_type=file.kind)
    manner = "inline" if file.kind in SHOWN and not save else "attachment"
    plain = "".join(
        char if char.isascii() and (char.isalnum() or char in " .-_") else "_" for char in file.name
    )
    answer["Content-Disposition"] = f"{manner}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@staff(Permission.CONSULT)
@require_POST
def remove(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    found = _load(attachment_id)
    remove_attachment(actor=request.actor, attachment=found)
    url = f"/c/{request.tenant.slug}/"
    if found.visit is not None:
        url = visit_url(request, found.visit) + "#files"
    return done(request, _("The file is taken out."), url, go=True)

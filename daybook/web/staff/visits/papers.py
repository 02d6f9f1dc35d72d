"""A visit on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.lib import paper
from daybook.records.actions.open_attachment import File
from daybook.records.actions.print_visit import print_visit
from daybook.records.refusals import RecordsRefused
from daybook.web.dialogs import show
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.visits.files import handed_out
from daybook.web.staff.visits.views import load


@staff(Permission.CLINICAL)
@require_GET
def prescription(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    return _paper(request, visit_id, "prescription")


@staff(Permission.CLINICAL)
@require_GET
def summary(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    return _paper(request, visit_id, "summary")


def _paper(request: StaffRequest, visit_id: UUID, kind: paper.Kind) -> HttpResponse:
    visit = load(visit_id)
    try:
        data = print_visit(actor=request.actor, visit=visit, kind=kind)
    except RecordsRefused as refused:
        return show(request, "staff/visits/_file_refused.html", {"refusal": refused}, status=409)
    wanted = request.GET.get("language", "")
    language = wanted if wanted in ("en", "hi", "te", "ta") else data["language"]
    content = paper.pdf(kind, data, language=language)
    word = _("prescription") if kind == "prescription" else _("visit")
    name = f"{word}-{visit.patient.file_number}-{data['date'].isoformat()}.pdf"
    return handed_out(File(name, "application/pdf", content), save="save" in request.GET)

"""What was brought in from another system, and taking it back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from daybook.accounts.permissions import Permission
from daybook.lib.refused import Refused
from daybook.lib.zones import zone
from daybook.operations.imports.batch import ImportRefused
from daybook.operations.imports.built_on import built_on
from daybook.operations.imports.lists.queries import list_of_batch, unfinished
from daybook.operations.imports.undo import undo_here
from daybook.operations.queries import import_batch, imports
from daybook.web.dialogs import done, show
from daybook.web.staff.doors import Fresh
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.imports.lines import counted, import_line, waiting


@staff(Permission.IMPORT)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    batches = imports()
    lists = list_of_batch(each.id for each in batches)
    context = {
        "lines": [import_line(each, lists.get(each.id)) for each in batches],
        "waiting": [waiting(each) for each in unfinished()],
        "zone": zone(request.clinic.time_zone),
    }
    return render(request, "staff/imports/index.html", context)


@staff(Permission.IMPORT, fresh=Fresh.FORM)
@require_http_methods(["GET", "POST"])
def undo(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Asks once more; sent, every row of the import goes, or none and it is said why."""
    batch = import_batch(batch_id)
    if batch is None:
        raise Http404
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            removed = undo_here(batch.id, actor=request.actor)
        except ImportRefused as refused:
            refusal = refused
        else:
            words = _("Taken back: %(what)s.") % {"what": counted(removed)}
            return done(request, words, reverse("imports", kwargs={"slug": request.tenant.slug}), go=True)
    values: dict[str, Any] = {
        "line": import_line(batch),
        "zone": zone(request.clinic.time_zone),
        "refusal": refusal,
    }
    if refusal is not None:
        values["built_on"] = built_on(batch.id)
    return show(request, "staff/imports/_undo.html", values, status=409 if refusal else 200)

"""The page of patients: who was opened last, or who fits the words."""

from typing import Any

from daybook.accounts.permissions import Permission
from daybook.audit.queries import recently
from daybook.patients import queries
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.patients.lines import lines

SHOWN = 12
FOUND = 50


def found_or_recent(request: StaffRequest, typed: str) -> dict[str, Any]:
    may = {"may_register": request.may(Permission.EDIT_PATIENTS), "may_book": request.may(Permission.BOOK)}
    may["may_merge"] = request.may(Permission.MERGE)
    if typed:
        hits = queries.search(typed, FOUND + 1, region=request.clinic.country)
        found = lines(request, hits[:FOUND], typed)
        return {**may, "typed": typed, "found": found, "more": len(hits) > FOUND}
    opened = queries.hits_of(recently(request.actor.id, "patient.opened", SHOWN))
    newest = queries.newest(SHOWN)
    return {**may, "opened": lines(request, opened), "newest": lines(request, newest)}

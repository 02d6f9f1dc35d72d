"""The trivial views, and the product's reads as JSON: what the reads cost without their page."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse

from daybook.accounts.permissions import Permission
from daybook.booking import choices, openings
from daybook.booking.queries import day_book
from daybook.patients import queries as patients
from daybook.patients.models import Patient
from daybook.scheduling.queries import day_hours
from daybook.web.staff.entry import StaffRequest, staff

EIGHT = 8


def anonymous(request: HttpRequest) -> HttpResponse:
    """What an answer costs that asks nobody: middleware and the server alone."""
    return JsonResponse({"ok": True})


@staff(Permission.SEE_BOOK)
def trivial(request: StaffRequest) -> HttpResponse:
    """The least a page of the product can do: signed in, in the clinic's scope, one SELECT of eight rows."""
    rows = Patient.objects.order_by("id").values_list("id", "name")[:EIGHT]
    return JsonResponse({"patients": list(rows)})


@staff(Permission.BOOK)
def free(request: StaffRequest) -> HttpResponse:
    """Free times of one practitioner's day for one service."""
    asked = request.GET
    place = choices.place(UUID(asked["practitioner"]), UUID(asked["branch"]), UUID(asked["service"]))
    assert place
    starts = openings.free_times(*place, date.fromisoformat(asked["day"]))
    return JsonResponse({"free": list(starts)})


@staff(Permission.SEE_BOOK)
def day(request: StaffRequest) -> HttpResponse:
    """A day of the book at a branch: of everyone, or of `who`."""
    wanted, who = date.fromisoformat(request.GET["day"]), request.GET.get("who")
    branch = next(b for b in choices.branches() if str(b.id) == request.GET["branch"])
    hours = day_hours(branch, wanted)
    rows = [row for row in day_book(branch, wanted) if not who or str(row.practitioner_id) == who]
    return JsonResponse(
        {
            "open": {str(one): each.open for one, each in hours.items()},
            "appointments": [_appointment(row) for row in rows],
        }
    )


def _appointment(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "practitioner": str(row.practitioner_id),
        # In words already: what the encoder does not know costs it a detour each.
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "status": row.status,
        "lane": row.lane,
        "version": row.version,
        "patient": row.patient,
        "service": row.service,
    }


@staff(Permission.SEE_PATIENTS)
def search(request: StaffRequest) -> HttpResponse:
    """Patients by the beginnings of their names' words or by a phone's last digits."""
    hits = patients.search(request.GET["q"], region=request.clinic.country)
    return JsonResponse({"patients": [{"id": hit.id, "name": hit.name, "phone": hit.phone} for hit in hits]})

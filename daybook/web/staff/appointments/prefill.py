"""What the form knows before anybody types: whom, with whom, where and when, from the click that opened it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from daybook.booking import choices, queries
from daybook.booking.choices import OnOffer
from daybook.booking.models import Appointment
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import clock_text, zone
from daybook.web.days import day_or_none, moment_or_none
from daybook.web.ids import uuid_or_none
from daybook.web.staff.entry import StaffRequest


def _one(rows: Iterable[Any], wanted: str) -> Any:
    """The wanted one, or else the first."""
    first = None
    for row in rows:
        first = first or row
        if str(row.id) == wanted:
            return row
    return first


def book_initial(request: StaffRequest, offer: OnOffer) -> dict[str, Any]:
    """Initial values of the booking form. Whoever was seen last, for what they came last, at the next free time."""
    asked = request.GET
    patient_id = uuid_or_none(asked.get("patient", ""))
    last = choices.last_appointment(patient_id) if patient_id else None
    branch, practitioner, service = _chosen(request, offer, last)
    initial: dict[str, Any] = {
        "id": uuid7(),
        "patient": patient_id,
        "branch": _id(branch),
        "practitioner": _id(practitioner),
        "service": _id(service),
    }
    day, at = _moment(asked.get("starts_at", "")) or (
        day_or_none(asked.get("day", "") or _shown_day(request)),
        None,
    )
    if at is None and branch and practitioner and service:
        day, at = _next(branch, practitioner, service, day)
    return initial | {"day": day, "time": at}


def _chosen(
    request: StaffRequest, offer: OnOffer, last: Appointment | None
) -> tuple[Branch | None, Practitioner | None, Service | None]:
    asked = request.GET
    wanted = asked.get("branch") or request.session.get("branch") or (str(last.branch_id) if last else "")
    branch = _one(offer.branches.values(), wanted)
    wanted = asked.get("practitioner") or (str(last.practitioner_id) if last else "")
    practitioner = _one(offer.practitioners.values(), wanted)
    wanted = asked.get("service") or (str(last.service_id) if last else "")
    return branch, practitioner, _one(offer.done_by(practitioner), wanted)


def _next(
    branch: Branch, practitioner: Practitioner, service: Service, day: date | None
) -> tuple[date | None, str | None]:
    found = queries.next_free([practitioner], branch, service, count=1, since=day)
    if not found:
        return day or clock.now().astimezone(zone(branch.time_zone)).date(), None
    local = found[0].starts_at.astimezone(zone(branch.time_zone))
    return local.date(), clock_text(local)


def _moment(text: str) -> tuple[date, str] | None:
    at = moment_or_none(text)
    return (at.date(), clock_text(at)) if at else None


def _shown_day(request: StaffRequest) -> str:
    """The day that the page behind the dialog shows (htmx tells its address)."""
    return parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("day", [""])[0]


def _id(row: Any) -> UUID | None:
    return row.id if row is not None else None


def move_initial(row: Appointment) -> dict[str, Any]:
    """The appointment as it is."""
    local = row.starts_at.astimezone(zone(row.branch.time_zone))
    return {
        "branch": row.branch_id,
        "practitioner": row.practitioner_id,
        "service": row.service_id,
        "day": local.date(),
        "time": clock_text(local),
        "version": row.version,
        "overbook": row.overbook_reason,
    }

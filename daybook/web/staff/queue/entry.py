"""One token: what its card and its slip show."""

from typing import Any
from uuid import UUID

from daybook.booking import choices, queries_queue
from daybook.booking.models import QueueEntry
from daybook.clinics import queries as clinic_queries
from daybook.clinics.models import Branch, Practitioner
from daybook.lib.zones import clock_text, zone
from daybook.patients.age import age_text
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.queue.lines import LONG_WAIT, S, ahead_words, before_words, minutes_since, steps


def practitioner_and_branch(values: dict[str, UUID]) -> tuple[Practitioner, Branch] | None:
    """The two that a form names; None when one of them is not there (or not this clinic's)."""
    practitioner = clinic_queries.practitioner(values["practitioner"])
    branch = choices.branch_by_id(values["branch"])
    return (practitioner, branch) if practitioner and branch else None


def before(row: QueueEntry) -> int:
    """How many will be called before them."""
    if row.state != S.WAITING:
        return 0
    ahead = queries_queue.waiting(row.day, row.branch, row.practitioner)
    return next((place for place, line in enumerate(ahead) if line.id == str(row.id)), 0)


def entry_context(request: StaffRequest, row: QueueEntry) -> dict[str, Any]:
    place, base = zone(row.branch.time_zone), f"/c/{request.tenant.slug}/"
    ahead = before(row)
    booked = row.appointment.starts_at.astimezone(place) if row.appointment else None
    return {
        "entry": row,
        "base": f"{base}queue/{row.id}/",
        "steps": steps(request, row.state),
        "arrived": clock_text(row.arrived_at.astimezone(place)),
        "arrived_on": row.arrived_at.astimezone(place).replace(tzinfo=None),
        "minutes": minutes_since(row.arrived_at) if row.state in (S.WAITING, S.CALLED) else None,
        "long": minutes_since(row.arrived_at) > LONG_WAIT.total_seconds() // 60,
        "booked": clock_text(booked) if booked else "",
        "age": age_text(row.patient, row.day),
        "before": before_words(ahead) if row.state == S.WAITING else "",
        "ahead": ahead_words(ahead) if row.state == S.WAITING else "",
        "appointment_url": f"{base}appointments/{row.appointment_id}/" if row.appointment_id else "",
        "file_url": f"{base}patients/{row.patient_id}/",
        "queue_url": f"{base}queue/",
    }

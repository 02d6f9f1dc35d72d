"""What two files cannot both have once they are one: two places at the same time."""

from typing import NamedTuple
from uuid import UUID

from daybook.booking.models import LIVE, TAKING, Appointment, QueueEntry
from daybook.lib import clock

_OPEN = ("held", "booked", "arrived", "in_consultation")


class Pair(NamedTuple):
    """Of the survivor, and of the file that goes."""

    kept: Appointment
    away: Appointment


class Waiting(NamedTuple):
    kept: QueueEntry
    away: QueueEntry


class Overlaps(NamedTuple):
    """`coming`: the file that goes is still expected at a time at which the survivor is taken; one has to be moved or
    cancelled first. `stay`: of the file
    that goes, over already, at a time at which the survivor was somewhere else too: the book says what happened, and no
    patient is in two places, so these stay under the old number."""

    coming: list[Pair]
    stay: set[UUID]


def overlaps(kept_id: UUID, away_id: UUID) -> Overlaps:
    """Imported appointments are the past as a fact, and may overlap."""
    mine, theirs = _taking(kept_id), _taking(away_id)
    coming: list[Pair] = []
    stay: set[UUID] = set()
    for away in theirs:
        for kept in mine:
            if kept.starts_at < away.ends_at and away.starts_at < kept.ends_at:
                if _is_coming(away):
                    coming.append(Pair(kept, away))
                else:
                    stay.add(away.id)
    return Overlaps(coming, stay)


def both_waiting(kept_id: UUID, away_id: UUID) -> list[Waiting]:
    """Two tokens of today for the same practitioner, without an appointment: one of them is given twice."""
    mine, theirs = _walk_ins(kept_id), _walk_ins(away_id)
    return [
        Waiting(kept, away)
        for away in theirs
        for kept in mine
        if (kept.practitioner_id, kept.day) == (away.practitioner_id, away.day)
    ]


def _taking(patient_id: UUID) -> list[Appointment]:
    rows = Appointment.objects.filter(patient_id=patient_id, status__in=TAKING, import_batch_id=None)
    return list(rows.select_related("practitioner", "branch", "service").order_by("starts_at", "id"))


def _is_coming(row: Appointment) -> bool:
    return row.status in _OPEN and row.ends_at > clock.now()


def _walk_ins(patient_id: UUID) -> list[QueueEntry]:
    rows = QueueEntry.objects.filter(patient_id=patient_id, appointment=None, state__in=LIVE)
    return list(rows.select_related("practitioner").order_by("id"))

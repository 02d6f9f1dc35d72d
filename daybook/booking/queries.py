"""Reads of the book. Times are compared by start and end columns: only those use an index behind the wall."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from daybook.booking.day import Line, book_between, day_book, own_book
from daybook.booking.models import Appointment
from daybook.booking.openings import LONGEST, FreeTime, alive, free_times, next_free, room_at
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.lib.intervals import Interval
from daybook.lib.zones import day_bounds, local_day, zone
from daybook.patients.sample import SAMPLE
from daybook.scheduling.models import Holiday
from daybook.scheduling.queries import hours_on, is_open
from daybook.tenancy.reads import Joined

__all__ = [
    "FreeTime",
    "Line",
    "appointment",
    "book_between",
    "coming",
    "day_book",
    "free_times",
    "next_free",
    "on_holidays",
    "outside_hours",
    "overlapping",
    "own_book",
    "patient_appointments",
    "room_at",
    "row_by_id",
]


def appointment(appointment_id: UUID) -> Appointment | None:
    """One appointment with what its card shows; None when it is not there (or not this clinic's)."""
    return (
        Appointment.objects.select_related("practitioner", "branch", "room", "service", "patient")
        .filter(id=appointment_id)
        .first()
    )


_ROW = Joined("FROM booking_appointment a WHERE a.clinic_id = %(clinic)s AND a.id = %(id)s", a=Appointment)


def row_by_id(appointment_id: UUID) -> Appointment | None:
    """The row alone."""
    found = _ROW.rows(id=appointment_id)
    return cast(Appointment, found[0][0]) if found else None


def overlapping(span: Interval, **who: Any) -> QuerySet[Appointment]:
    """Appointments and live holds of a practitioner, room or patient that take some of `span`; imports are history."""
    return (
        Appointment.objects.filter(
            alive(),
            starts_at__gte=span.start - LONGEST,
            starts_at__lt=span.end + LONGEST,
            busy_from__lt=span.end,
            busy_until__gt=span.start,
            import_batch_id__isnull=True,
            **who,
        )
        .select_related("practitioner", "patient", "room")
        .order_by("starts_at")
    )


def patient_appointments(patient_id: UUID, limit: int = 50) -> list[Appointment]:
    """A patient's appointments, newest first, holds left out; also those that stay under a merged file's number."""
    return list(
        Appointment.objects.filter(Q(patient_id=patient_id) | Q(patient__merged_into_id=patient_id))
        .exclude(status__in=[Appointment.Status.HELD, Appointment.Status.EXPIRED])
        .select_related("practitioner", "service", "branch")
        .order_by("-starts_at")[:limit]
    )


def has_been_booked() -> bool:
    """Whether the clinic ever booked anybody, made-up patients and what an import brought left out."""
    theirs = Appointment.objects.filter(patient__isnull=False, import_batch_id__isnull=True)
    return theirs.exclude(patient__import_batch_id=SAMPLE).exists()


def coming(patient_id: UUID) -> list[Appointment]:
    """What a patient is still expected for, the next first."""
    booked = Appointment.objects.filter(
        patient_id=patient_id,
        status=Appointment.Status.BOOKED,
        starts_at__gt=clock.now(),
        import_batch_id__isnull=True,
    )
    return list(booked.select_related("practitioner", "service", "branch").order_by("starts_at"))


def outside_hours(practitioner: Practitioner) -> list[Appointment]:
    """What is still booked with the practitioner at times when they no longer work: to be moved or cancelled.

    Overbooked on purpose is left out, since such an appointment may have been made outside hours knowingly.
    """
    by_branch: dict[Branch, list[Appointment]] = {}
    for row in _coming(practitioner=practitioner):
        by_branch.setdefault(row.branch, []).append(row)
    found = []
    for branch, rows in by_branch.items():
        days = {row.id: local_day(row.starts_at, zone(branch.time_zone)) for row in rows}
        plans = hours_on(practitioner.id, branch, days.values())
        found += [r for r in rows if not is_open(plans[days[r.id]], Interval(r.starts_at, r.ends_at))]
    return sorted(found, key=lambda row: row.starts_at)


def on_holidays(holidays: Sequence[Holiday], branches: Iterable[Branch]) -> list[Appointment]:
    """What is still booked at `branches` on days that are holidays there: to be moved or cancelled.

    `practitioner`, `patient` and `branch` are loaded. Overbooked on purpose is left out, as in `outside_hours`.
    """
    days = Q(pk__in=[])
    for branch in branches:
        for each in holidays:
            if each.branch_id in (None, branch.id):
                start, end = day_bounds(each.day, zone(branch.time_zone))
                days |= Q(branch=branch, starts_at__gte=start, starts_at__lt=end)
    return list(_coming(days).select_related("practitioner", "patient", "branch"))


def _coming(*conditions: Q, **more: Any) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(
            *conditions,
            status__in=["booked", "arrived"],
            starts_at__gte=clock.now(),
            overbook_reason="",
            import_batch_id__isnull=True,
            **more,
        )
        .select_related("patient", "branch")
        .order_by("starts_at")
    )

"""Reads of the book. Times are compared by start and end columns: only those use an index behind the wall."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from daybook.booking.models import Appointment
from daybook.booking.openings import LONGEST, FreeTime, alive, free_times, next_free, room_at
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.intervals import Interval
from daybook.lib.zones import day_bounds, zone

__all__ = [
    "FreeTime",
    "appointment",
    "booked_within",
    "day_book",
    "free_times",
    "next_free",
    "overlapping",
    "patient_appointments",
    "room_at",
]


def appointment(appointment_id: UUID) -> Appointment | None:
    """One appointment with what its card shows; None when it is not there (or not this clinic's)."""
    return (
        Appointment.objects.select_related("practitioner", "branch", "room", "service", "patient")
        .filter(id=appointment_id)
        .first()
    )


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


def day_book(branch: Branch, day: date) -> list[Appointment]:
    """Everything that the day view of a branch draws, in one query: no cancelled ones, no run-out holds."""
    start, end = day_bounds(day, zone(branch.time_zone))
    shown = alive() | Q(status=Appointment.Status.NO_SHOW)
    return list(
        Appointment.objects.filter(shown, branch=branch, starts_at__gte=start, starts_at__lt=end)
        .select_related("patient", "service")
        .order_by("starts_at", "lane")
    )


def patient_appointments(patient_id: UUID, limit: int = 50) -> list[Appointment]:
    """A patient's appointments, newest first, holds left out."""
    return list(
        Appointment.objects.filter(patient_id=patient_id)
        .exclude(status__in=[Appointment.Status.HELD, Appointment.Status.EXPIRED])
        .select_related("practitioner", "service", "branch")
        .order_by("-starts_at")[:limit]
    )


def booked_within(practitioner_id: UUID, span: Interval) -> list[Appointment]:
    """What is still to come of a practitioner in a span (a leave, say) and has to be moved or cancelled."""
    return list(
        Appointment.objects.filter(
            practitioner_id=practitioner_id,
            status__in=["booked", "arrived"],
            starts_at__gte=max(span.start - LONGEST, clock.now() - LONGEST),
            starts_at__lt=span.end,
            ends_at__gt=max(span.start, clock.now()),
        )
        .select_related("patient", "service", "branch")
        .order_by("starts_at")
    )

"""The appointment book. Appointments and holds are rows of one table; no double booking is a constraint of it
(`booking/migrations`, docs/why/booking.md), not a check in code."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daybook.booking.models_queue import LIVE, QueueCounter, QueueEntry, token_text
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib import clock
from daybook.patients.models import Patient
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned

__all__ = ["LIVE", "TAKING", "Appointment", "DayVersion", "QueueCounter", "QueueEntry", "token_text"]


class Appointment(ClinicOwned):
    """A practitioner's time given to a patient, or held for one for a few minutes.

    `starts_at`..`ends_at` is the patient's time; `busy_from`..`busy_until` adds the service's buffers and is what the
    practitioner and the room cannot give twice. `lane` 0 is the ordinary book; higher lanes are overbookings made on
    purpose. Rows of an import are the past as another system recorded it: a fact, exempt from the constraints.
    """

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Arrived")
        IN_CONSULTATION = "in_consultation", _("In consultation")
        DONE = "done", _("Done")
        NO_SHOW = "no_show", _("No-show")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    practitioner = ClinicFK(Practitioner, related_name="appointments", indexed=False)
    branch = ClinicFK(Branch, related_name="appointments", indexed=False)
    room = ClinicFK(Room, null=True, related_name="appointments", indexed=False)
    service = ClinicFK(Service, null=True, related_name="appointments", indexed=False)
    patient = ClinicFK(Patient, null=True, related_name="appointments", indexed=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    busy_from = models.DateTimeField()
    busy_until = models.DateTimeField()
    status = models.CharField(max_length=16, choices=Status, default=Status.BOOKED)
    lane = models.PositiveSmallIntegerField(default=0)
    overbook_reason = models.CharField(max_length=200, blank=True)
    held_until = models.DateTimeField(null=True)
    note_sealed = models.BinaryField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    arrived_at = models.DateTimeField(null=True)
    consulted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # cancelled or marked no-show
    created_at = models.DateTimeField(default=clock.now)
    import_batch_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="appointment_span"),
            models.CheckConstraint(
                condition=Q(busy_from__lte=F("starts_at"), busy_until__gte=F("ends_at")),
                name="appointment_busy",
            ),
            models.CheckConstraint(
                condition=Q(patient__isnull=False) | Q(status__in=["held", "expired"]),
                name="appointment_patient",
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(held_until__isnull=False), name="appointment_hold_ends"
            ),
            models.CheckConstraint(
                condition=Q(lane=0) | ~Q(overbook_reason=""), name="appointment_lane_reason"
            ),
            models.UniqueConstraint(fields=["clinic", "external_id"], name="appointment_external"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "practitioner", "starts_at"], name="appointment_practitioner"),
            models.Index(fields=["clinic", "branch", "starts_at"], name="appointment_branch"),
            models.Index(fields=["clinic", "patient", "starts_at"], name="appointment_patient_ix"),
            models.Index(
                fields=["clinic", "held_until"], condition=Q(status="held"), name="appointment_held"
            ),
            models.Index(
                fields=["clinic", "import_batch_id"],
                condition=Q(import_batch_id__isnull=False),
                name="appointment_batch",
            ),
        ]


# The states in which an appointment takes the practitioner's, the room's and the patient's time.
TAKING = ("held", "booked", "arrived", "in_consultation", "done")


class DayVersion(ClinicOwned):
    """One counter per clinic and day: a desk asks for it every few seconds and redraws when it moved."""

    day = models.DateField()
    number = models.BigIntegerField(default=0)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["clinic", "day"], name="day_version_once")]

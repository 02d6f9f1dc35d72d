"""The queue: who is here, and with which token. How a number never repeats nor is skipped: docs/why/queue.md."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Branch, Practitioner
from daybook.patients.models import Patient
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned


class QueueCounter(ClinicOwned):
    """The last number that a practitioner has given on a day. `letter` is theirs alone at the clinic that day."""

    practitioner = ClinicFK(Practitioner, related_name="+", indexed=False)
    day = models.DateField()
    letter = models.CharField(max_length=2)
    last = models.PositiveIntegerField(default=0)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "practitioner", "day"], name="queue_counter_once"),
            models.UniqueConstraint(fields=["clinic", "day", "letter"], name="queue_counter_letter"),
        ]


class QueueEntry(ClinicOwned):
    """A patient who is here to see a practitioner: with an appointment, or walked in without one.

    `day` is the branch's. `queued_at` is the place in the line: when they arrived, or when they were put back after
    they did not answer. `reason`: why somebody left without being seen. A withdrawn token is one that was given by
    mistake, or to whom was moved to another practitioner: the row stays, so that no number is missing.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        WITH_PRACTITIONER = "with_practitioner", _("In consultation")
        DONE = "done", _("Seen")
        LEFT = "left", _("Left")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    practitioner = ClinicFK(Practitioner, related_name="queue", indexed=False)
    branch = ClinicFK(Branch, related_name="queue", indexed=False)
    patient = ClinicFK(Patient, related_name="queue")
    appointment = ClinicFK("booking.Appointment", null=True, related_name="queue")
    day = models.DateField()
    letter = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    arrived_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "practitioner", "day", "number"], name="queue_token"),
            models.UniqueConstraint(
                fields=["clinic", "appointment"],
                condition=Q(state__in=["waiting", "called", "with_practitioner"]),
                name="queue_appointment_once",
            ),
            # Two desks that take in the same person at once give one token.
            models.UniqueConstraint(
                fields=["clinic", "practitioner", "day", "patient"],
                condition=Q(appointment=None, state__in=["waiting", "called", "with_practitioner"]),
                name="queue_walk_in_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "called", "with_practitioner"], ended_at=None)
                | Q(state__in=["done", "left", "withdrawn"], ended_at__isnull=False),
                name="queue_ended",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "day", "branch", "queued_at"], name="queue_day"),
        ]

    @property
    def token(self) -> str:
        """As it is called out and printed: "A-12"."""
        return token_text(self.letter, self.number)

    @property
    def is_walk_in(self) -> bool:
        return self.appointment_id is None


# The states in which somebody is still here.
LIVE = ("waiting", "called", "with_practitioner")


def token_text(letter: str, number: int) -> str:
    return f"{letter}-{number:02}"

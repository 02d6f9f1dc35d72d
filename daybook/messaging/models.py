"""What leaves the house. A mail is a row, written in the transaction of what it tells about; a job sends it later."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daybook.lib import clock
from daybook.patients.models import Consent, Patient
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned


class AccountMail(models.Model):
    """A mail to a person about their own account (codes, invitations): no clinic's data and no patient's.

    The text is emptied once the mail has gone, because codes and links in it open doors.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        UNKNOWN = "unknown"  # the sender died between the attempt and its record: never repeated by itself
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    message_id = models.CharField(max_length=200, unique=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)


class Purpose(models.TextChoices):
    """Why a patient is written to."""

    CONFIRMATION = "confirmation", _("Confirmation")
    CHANGE = "change", _("Change")
    REMINDER = "reminder", _("Reminder")
    CANCELLATION = "cancellation", _("Cancellation")


# What a patient has to have agreed to.
CONSENT = {
    Purpose.CONFIRMATION: Consent.Purpose.BOOKING,
    Purpose.CHANGE: Consent.Purpose.BOOKING,
    Purpose.CANCELLATION: Consent.Purpose.BOOKING,
    Purpose.REMINDER: Consent.Purpose.REMINDER,
}


class Message(ClinicOwned):
    """A message to a patient about an appointment (docs/why/messages.md).

    Nobody's address is in the row: it is read from the patient's file when the message leaves. `facts_sealed` is what
    the text is made of, `content_sealed` the address, subject and text of the first try, which every later try repeats;
    both are sealed with the patient's key, and emptied at `forgotten_at`. `not_after`: afterwards it would tell nothing
    any more. `reason`: why it failed or was cancelled, a word of `messaging/reasons.py`. `appointment_id` is booking's,
    `sequence` RFC 5545's.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("Perhaps sent")  # the sender died between the attempt and its record
        FAILED = "failed", _("Not sent")
        CANCELLED = "cancelled", _("Cancelled")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")

    patient = ClinicFK(Patient, cascade=True, related_name="messages", indexed=False)
    appointment_id = models.UUIDField()
    purpose = models.CharField(max_length=12, choices=Purpose)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField()
    not_after = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    message_id = models.CharField(max_length=200)
    facts_sealed = models.BinaryField()
    content_sealed = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "appointment_id", "purpose", "sequence"], name="message_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "due_at", "id"], condition=Q(state="queued"), name="message_due"),
            models.Index(fields=["clinic", "taken_at"], condition=Q(state="sending"), name="message_sending"),
            models.Index(fields=["clinic", "patient"], name="message_patient"),
            models.Index(fields=["clinic", "due_at", "id"], name="message_day"),
            models.Index(
                fields=["clinic", "not_after"],
                condition=Q(forgotten_at__isnull=True) & ~Q(state__in=["queued", "sending"]),
                name="message_remembered",
            ),
        ]


class MessagePlan(ClinicOwned):
    """What a clinic sends by itself, and when. A clinic without a row has the defaults below."""

    confirmations = models.BooleanField(_("Confirm bookings, moves and cancellations"), default=True)
    reminders = models.BooleanField(_("Remind before an appointment"), default=True)
    reminder_hours = models.PositiveSmallIntegerField(_("Hours before"), default=24)
    keep_days = models.PositiveSmallIntegerField(_("Days until the words are forgotten"), default=180)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic"], name="message_plan_once"),
            models.CheckConstraint(
                condition=Q(reminder_hours__gte=1, reminder_hours__lte=168), name="message_plan_hours"
            ),
            models.CheckConstraint(
                condition=Q(keep_days__gte=7, keep_days__lte=3650), name="message_plan_keep"
            ),
        ]


class MessageTemplate(ClinicOwned):
    """A clinic's own words for one purpose in one language, in the place of messaging/wordings.py."""

    purpose = models.CharField(max_length=12, choices=Purpose)
    language = models.CharField(max_length=8)
    subject = models.CharField(_("Subject"), max_length=150)
    body = models.TextField(_("Text"), max_length=4000)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "purpose", "language"], name="message_template_once")
        ]

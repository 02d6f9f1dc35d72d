"""What was found and done: visits, their notes and prescriptions, files, and the clinic's own building blocks for them.

Everything that tells of a patient is sealed with the patient's key (docs/why/keys.md): a `*_sealed` column holds one
JSON text or one file. Plain are only who, when, where, and how large.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daybook.billing.models import Invoice
from daybook.booking.models import Appointment, QueueEntry
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.patients.models import Patient
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned


class Visit(ClinicOwned):
    """A patient seen by a practitioner. `note_sealed` is one JSON text, `records.note.Note`; NULL says nothing yet.

    A signed visit's note never changes again; what is said later is an `Amendment`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SIGNED = "signed", _("Signed")

    patient = ClinicFK(Patient, related_name="visits", indexed=False)
    practitioner = ClinicFK(Practitioner, related_name="visits", indexed=False)
    branch = ClinicFK(Branch, related_name="visits", indexed=False)
    appointment = ClinicFK(Appointment, null=True, related_name="visits", indexed=False)
    entry = ClinicFK(QueueEntry, null=True, related_name="visits", indexed=False)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    signed_by = models.CharField(max_length=200, blank=True)
    note_sealed = models.BinaryField(null=True)
    saved_at = models.DateTimeField(null=True)
    import_batch_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "appointment"], name="visit_of_appointment"),
            models.UniqueConstraint(fields=["clinic", "entry"], name="visit_of_entry"),
            models.UniqueConstraint(fields=["clinic", "external_id"], name="visit_external"),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(finished_at__isnull=False), name="visit_signed_at"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "patient", "started_at"], name="visit_patient"),
            models.Index(fields=["clinic", "practitioner", "started_at"], name="visit_practitioner"),
            models.Index(
                fields=["clinic", "import_batch_id"],
                condition=Q(import_batch_id__isnull=False),
                name="visit_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.id}"


class TakenVitals(ClinicOwned):
    """What was measured while the patient waited, before any visit: `vitals_sealed` is `records.vitals.Vitals` as JSON.

    Of a token, so that who typed it sees no more than what was typed today. The practitioner's note begins with it.
    """

    entry = ClinicFK(QueueEntry, cascade=True, related_name="taken_vitals", indexed=False)
    vitals_sealed = models.BinaryField()
    taken_by = models.CharField(max_length=200)
    taken_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "entry"], name="taken_vitals_once")
        ]


class Prescription(ClinicOwned):
    """The medicines of one visit: `lines_sealed` is a JSON list of `records.lines.Line`. `version`: the visit's."""

    visit = ClinicFK(Visit, cascade=True, related_name="prescriptions", indexed=False)
    lines_sealed = models.BinaryField()

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "visit"], name="prescription_of_visit")
        ]


class Amendment(ClinicOwned):
    """What was said after signing: the reason, and note and prescription as they read from then on, sealed together.

    Rows are only added; the one before, and the original in the visit, stay as they were.
    """

    visit = ClinicFK(Visit, cascade=True, related_name="amendments", indexed=False)
    number = models.PositiveSmallIntegerField()
    content_sealed = models.BinaryField()
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "visit", "number"], name="amendment_number")
        ]


class Attachment(ClinicOwned):
    """A picture or a PDF of the patient. `kind` is the media type its content was found to be, `size` its bytes.

    Name and content are sealed. A removed one keeps its row without its content.
    """

    patient = ClinicFK(Patient, related_name="attachments", indexed=False)
    visit = ClinicFK(Visit, null=True, related_name="attachments")
    name_sealed = models.BinaryField()
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    content_sealed = models.BinaryField(null=True)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)
    import_batch_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, null=True)

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar = [
            models.Index(fields=["clinic", "patient", "added_at"], name="attachment_patient")
        ]


class NoteTemplate(ClinicOwned):
    """What a kind of note begins with: the clinic's, or a practitioner's own. Of no patient, so plain."""

    practitioner = ClinicFK(Practitioner, null=True, related_name="note_templates", indexed=False)
    name = models.CharField(_("Name"), max_length=80)
    complaint = models.TextField(_("Complaint"), max_length=4000, blank=True)
    findings = models.TextField(_("Findings"), max_length=4000, blank=True)
    advice = models.TextField(_("Advice"), max_length=4000, blank=True)
    review_weeks = models.PositiveSmallIntegerField(_("Review in weeks"), null=True)
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "name"], condition=Q(practitioner=None), name="note_template_name"
            ),
            models.UniqueConstraint(fields=["clinic", "practitioner", "name"], name="note_template_own_name"),
        ]


class Favourite(ClinicOwned):
    """Lines that a practitioner prescribes often, under a name ("Fever, adult"). Of no patient, so plain JSON."""

    practitioner = ClinicFK(Practitioner, related_name="favourites", indexed=False)
    name = models.CharField(_("Name"), max_length=60)
    lines = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "practitioner", "name"], name="favourite_name")
        ]


class VisitInvoice(ClinicOwned):
    """What a visit was billed by: billing is below records, so the link is kept here."""

    visit = ClinicFK(Visit, cascade=True, related_name="invoices", indexed=False)
    invoice = ClinicFK(Invoice, related_name="+")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "visit", "invoice"], name="visit_invoice_once")
        ]

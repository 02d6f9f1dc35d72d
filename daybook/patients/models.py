"""The patient's file: who they are and how to reach them. What was found and done is `records`."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from daybook.lib import clock
from daybook.patients.refusals import PatientsRefused
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned
from daybook.tenancy.reads import read
from daybook.tenancy.scope import scope_notes

_LINKED = (
    "SELECT merged_into_id FROM patients_patient WHERE clinic_id = %(clinic)s AND id = %(id)s FOR KEY SHARE"
)


class Sex(models.TextChoices):
    """FHIR R4 AdministrativeGender: https://hl7.org/fhir/R4/valueset-administrative-gender.html"""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not recorded")


class Patient(ClinicOwned):
    """Only a name is needed. `born_precision` says how much of `born_on` is known: an age gives the year alone.
    `email_failed_at`: when its mail server said that there is no such address; nothing is written to it any more.

    `merged_into`: this was a second file of the same person; all reading goes on there (docs/why/merge.md).
    """

    class Precision(models.TextChoices):
        DAY = "day"
        MONTH = "month"
        YEAR = "year"

    file_number = models.PositiveIntegerField(_("File number"))
    name = models.CharField(_("Name"), max_length=120)
    born_on = models.DateField(_("Birth date"), null=True)
    born_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    sex = models.CharField(_("Sex"), max_length=8, choices=Sex, default=Sex.UNKNOWN)
    address = models.TextField(_("Address"), max_length=500, blank=True)
    language = models.CharField(_("Language"), max_length=8, blank=True)
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    email_failed_at = models.DateTimeField(null=True)
    emergency_name = models.CharField(_("Emergency contact"), max_length=120, blank=True)
    emergency_phone = models.CharField(_("Emergency phone"), max_length=20, blank=True)
    guardian_name = models.CharField(_("Guardian"), max_length=120, blank=True)
    guardian_relation = models.CharField(_("Relation"), max_length=40, blank=True)
    guardian_phone = models.CharField(_("Guardian's phone"), max_length=20, blank=True)
    allergies_sealed = models.BinaryField(null=True)
    alerts_sealed = models.BinaryField(null=True)
    deceased_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    import_batch_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, null=True)
    merged_into = ClinicFK("patients.Patient", null=True, related_name="+", indexed=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "file_number"], name="patient_file_number"),
            models.UniqueConstraint(fields=["clinic", "external_id"], name="patient_external"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "born_on"], name="patient_born"),
            models.Index(
                fields=["clinic", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="patient_merged",
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.id}"

    @property
    def now(self) -> "Patient":
        """The file that speaks for this one: itself, or the one it was merged into."""
        return self.merged_into or self

    @classmethod
    def check_link(cls, row: models.Model, patient_id: UUID | None) -> None:
        """Nothing is written under a file that was merged into another one meanwhile. Called for each row with a link
        to a patient before it is written (`ClinicFK.pre_save`): it takes the lock that the link's foreign key would
        take anyway, so a merge either waits for the row and moves it, or is over and is seen here. Once for a patient
        and transaction. A row that `stays_with_file` goes where what it is about went, such as the payment of a bill.
        Raises PatientsRefused ("merged")."""
        known: Any = scope_notes().setdefault("patients.linked", set())
        if isinstance(row, cls):
            known.add(row.pk)  # a file that is being opened: nobody can have merged it
            return
        if patient_id is None or patient_id in known or getattr(row, "stays_with_file", False):
            return
        found = read(_LINKED, id=patient_id)
        if found and found[0][0] is not None:
            words = _("This file was merged into another one just now. Open the patient again.")
            raise PatientsRefused(words, code="merged")
        known.add(patient_id)

    @staticmethod
    def forget_links() -> None:
        """A file was merged, or is one of its own again: `check_link` asks anew."""
        scope_notes().pop("patients.linked", None)


class Phone(ClinicOwned):
    """A number under which a patient is reached, in E.164. A family may share one."""

    patient = ClinicFK(Patient, cascade=True, related_name="phones")
    number = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "number", "patient"], name="phone_once")
        ]


class SearchTerm(ClinicOwned):
    """What a patient is found by: the words of the name, the file number, and each phone reversed, so that every
    search is a prefix. Plain `>=` and `<` in C collation are leakproof, so they use the index behind the wall.

    `former`: it was a term of a file that was merged into this one, and stays when the details change."""

    class Kind(models.TextChoices):
        WORD = "word"
        PHONE = "phone"

    patient = ClinicFK(Patient, cascade=True, related_name="search_terms")
    kind = models.CharField(max_length=5, choices=Kind)
    term = models.CharField(max_length=120, db_collation="C")
    former = models.BooleanField(default=False, db_default=False)

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar = [
            models.Index(fields=["clinic", "kind", "term"], include=["patient"], name="search_term_prefix")
        ]


class Consent(ClinicOwned):
    """The ledger of consent: one row for each time a patient said yes to one purpose, closed when they take it back.

    A row says which words were shown (`wording`, a version of patients/wordings.py, in `language`), how and when the
    yes was given and to whom, and for a child who gave it: what the Digital Personal Data Protection Act 2023 (India)
    asks to be shown of a consent in sections 5, 6 and 9. Rows are never deleted, and changed only by a withdrawal.
    """

    class Purpose(models.TextChoices):
        BOOKING = "booking", _("Confirmations and changes")
        REMINDER = "reminder", _("Reminders")

    class Method(models.TextChoices):
        DESK = "desk", _("At the desk")
        PHONE = "phone", _("By phone")
        PAPER = "paper", _("On paper")

    patient = ClinicFK(Patient, cascade=True, related_name="consents", indexed=False)
    purpose = models.CharField(max_length=10, choices=Purpose)
    wording = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    method = models.CharField(max_length=8, choices=Method)
    given_at = models.DateTimeField(default=clock.now)
    given_to = models.CharField(max_length=200)
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_relation = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_to = models.CharField(max_length=200, blank=True)
    withdrawn_method = models.CharField(max_length=8, choices=Method, blank=True)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "patient", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "patient"], name="consent_patient")]

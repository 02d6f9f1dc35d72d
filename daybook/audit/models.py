"""The trail: what was done, by whom, to what. Written once; the application's role can neither change nor delete it."""

from typing import ClassVar

from django.db import models

from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned


class Entry(ClinicOwned):
    """One change, or one opening of a patient's file. Ids are plain; details are sealed, so that erasing a
    patient's key does not break the chain. `verb` is `<what>.<did>`, for example `appointment.cancelled`."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    patient_id = models.UUIDField(null=True)
    details_sealed = models.BinaryField(null=True)

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar = [
            models.Index(fields=["clinic", "at", "id"], name="audit_entry_when"),
            models.Index(fields=["clinic", "patient_id", "at"], name="audit_entry_patient"),
            models.Index(fields=["clinic", "actor_id", "at"], name="audit_entry_actor"),
        ]


class Seal(ClinicOwned):
    """One link of the clinic's chain: hash of the link before and of one entry (see `audit/chain.py`)."""

    number = models.BigIntegerField()
    entry = ClinicFK(Entry, related_name="seals", indexed=False)
    digest = models.BinaryField()

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "number"], name="audit_seal_number"),
            models.UniqueConstraint(fields=["clinic", "entry"], name="audit_seal_entry"),
        ]


class Verification(ClinicOwned):
    """One walk along the clinic's chain, and what was found (see `audit/verification.py`).

    `walked`, `digest`: the last link that fits so far. `number`: the first link that does not fit, or the last one that
    is remembered outside and is not there. `waiting`: entries without a link. `anchored`: there was something to
    compare the end with. `asked_by`: a name; empty for Daybook itself.
    """

    class Result(models.TextChoices):
        RUNNING = "running"
        WHOLE = "whole"
        BROKEN = "broken"
        CUT = "cut"
        REWRITTEN = "rewritten"

    asked_by = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result, default=Result.RUNNING)
    walked = models.BigIntegerField(default=0)
    digest = models.BinaryField()
    number = models.BigIntegerField(null=True)
    waiting = models.PositiveIntegerField(default=0)
    anchored = models.BooleanField(default=False)

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "started_at"], name="audit_verification_when")]

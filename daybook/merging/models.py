"""Two files of one person made one (docs/why/merge.md)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from daybook.lib import clock
from daybook.patients.models import Patient
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned


class Merge(ClinicOwned):
    """`away` was merged into `kept`. `snapshot_sealed`: what was moved and what the files said before, one JSON text
    (`merging/snapshot.py`) sealed with the survivor's key; emptied when the merge is taken back."""

    kept = ClinicFK(Patient, related_name="+")
    away = ClinicFK(Patient, related_name="+", indexed=False)
    merged_at = models.DateTimeField(default=clock.now)
    merged_by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)
    snapshot_sealed = models.BinaryField(null=True)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "away"], condition=Q(undone_at__isnull=True), name="merge_away_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "away"], name="merge_away")]


class TwoPeople(ClinicOwned):
    """Somebody looked at two files that seemed to be one person's, and they are not. `one` has the smaller id."""

    one = ClinicFK(Patient, cascade=True, related_name="+", indexed=False)
    other = ClinicFK(Patient, cascade=True, related_name="+")
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.CharField(max_length=200)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "one", "other"], name="two_people_once")
        ]

"""What running the product leaves behind in a clinic."""

from typing import ClassVar

from django.db import models

from daybook.lib import clock
from daybook.tenancy.models import ClinicOwned


class ImportBatch(ClinicOwned):
    """One run of an import. Every row it made carries this id as `import_batch_id`, so that it can be taken back.

    `added` and `known`: rows by kind that were new, and that an earlier run had brought already.
    `bad_lines`: [file, line, reason] of the first lines left out; `bad_count` counts all. No value of a patient.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        FINISHED = "finished"
        STOPPED = "stopped"  # by an error or by hand; what was added stays until it is taken back
        UNDONE = "undone"

    source = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    added = models.JSONField(default=dict)
    known = models.JSONField(default=dict)
    bad_count = models.PositiveIntegerField(default=0)
    bad_lines = models.JSONField(default=list)

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "started_at"], name="import_batch_when")]

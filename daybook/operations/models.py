"""What running the product leaves behind in a clinic."""

from typing import ClassVar

from django.db import models

from daybook.lib import clock
from daybook.patients.models import Patient
from daybook.tenancy.fields import ClinicFK
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


class PatientList(ClinicOwned):
    """A list of patients that somebody brought, from the file to the last row (docs/guide/import.md).

    `name_sealed` and `content_sealed`, the file, are sealed with the clinic's key; the file goes when its rows
    are in, or the list is put away. `plan`: how it is read (`imports/lists/plan.py`), no value of a patient.
    `head_sealed`: the first rows, for the page on which columns are chosen. `hash_key_sealed`: what rows are
    compared by is hashed with it.
    """

    class State(models.TextChoices):
        COLUMNS = "columns"  # waits for somebody to say what stands in which column
        CHECKING = "checking"  # each row gets its outcome
        DATES = "dates"  # waits for the answer which of day and month comes first
        CHECKED = "checked"  # waits to be brought in
        WRITING = "writing"
        DONE = "done"
        FAULT = "fault"  # something went wrong that is no row's fault; may be gone on with

    state = models.CharField(max_length=10, choices=State, default=State.COLUMNS)
    kind = models.CharField(max_length=4)  # csv, xlsx
    size = models.PositiveIntegerField()
    name_sealed = models.BinaryField()
    content_sealed = models.BinaryField(null=True)
    head_sealed = models.BinaryField(null=True)
    hash_key_sealed = models.BinaryField()
    plan = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    actor_role = models.CharField(max_length=20, null=True)
    checked_to = models.PositiveIntegerField(default=0)  # rows of the file
    row_count = models.PositiveIntegerField(default=0)  # rows of the file, as far as is known
    written_to = models.PositiveIntegerField(default=0)
    batch_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    moved_at = models.DateTimeField(default=clock.now)
    forget_at = models.DateTimeField()

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "created_at"], name="patient_list_when")]


class ListRow(ClinicOwned):
    """One row of a list and what becomes of it. A patient that it makes gets its id.

    `content_sealed`: its cells as they came and as they were read; gone when the row is in. `reasons`: [code, field]
    (`imports/lists/words.py`), no value. The three keys are hashes that equal rows share, empty when there is nothing.
    """

    class Outcome(models.TextChoices):
        ADD = "add"
        PARTLY = "partly"  # goes in without something
        SAME = "same"  # stands in the file already
        THERE = "there"  # somebody of the clinic's may be this person
        KNOWN = "known"  # an earlier run brought it
        BAD = "bad"
        TOTAL = "total"  # no patient: totals, a heading again

    class Choice(models.TextChoices):
        LEAVE = "leave"
        ADD = "add"
        FILL = "fill"

    class Result(models.TextChoices):
        NOTHING = ""
        ADDED = "added"
        FILLED = "filled"
        UNCHANGED = "unchanged"  # there was nothing missing

    patient_list = ClinicFK(PatientList, cascade=True, related_name="rows", indexed=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=6, choices=Outcome)
    choice = models.CharField(max_length=5, choices=Choice, default=Choice.LEAVE)
    result = models.CharField(max_length=9, choices=Result, default=Result.NOTHING, blank=True)
    reasons = models.JSONField(default=list)
    match_number = models.PositiveIntegerField(null=True)
    match_patient = models.UUIDField(null=True)
    content_sealed = models.BinaryField(null=True)
    row_key = models.CharField(max_length=32, blank=True)
    phone_key = models.CharField(max_length=32, blank=True)
    person_key = models.CharField(max_length=32, blank=True)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "patient_list", "number"], name="list_row_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "patient_list", "outcome", "number"], name="list_row_outcome"),
            models.Index(fields=["clinic", "patient_list", "row_key"], name="list_row_key"),
            models.Index(fields=["clinic", "patient_list", "phone_key"], name="list_row_phone"),
            models.Index(fields=["clinic", "patient_list", "person_key"], name="list_row_person"),
        ]


class ListColumns(ClinicOwned):
    """What stands in the columns of a list with these headings, as somebody of the clinic said it last.

    `headings`: a hash of them; `columns`: fields of `imports/lists/fields.py`, one for each column.
    """

    headings = models.CharField(max_length=64)
    columns = models.JSONField()
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "headings"], name="list_columns_once")
        ]


class ImportFill(ClinicOwned):
    """What an import wrote into the empty places of a file that was there: so that it can be taken out again.

    `fields`: of `patients.details`. `version`: the file's, afterwards; as long as it has that one nothing followed.
    """

    patient = ClinicFK(Patient, cascade=True, related_name="+")
    import_batch_id = models.UUIDField()
    fields = models.JSONField()
    version = models.PositiveIntegerField()

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "import_batch_id"], name="import_fill_batch")]

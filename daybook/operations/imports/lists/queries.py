"""Reads of the lists that were brought. Inside the clinic's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from daybook.operations.imports.lists.check import look_at_dates
from daybook.operations.imports.lists.dates import Evidence
from daybook.operations.imports.lists.plan import Plan
from daybook.operations.imports.lists.reading import Reading
from daybook.operations.imports.lists.sealed import content_of, file_of, head_of
from daybook.operations.imports.lists.words import sentence
from daybook.operations.models import ListRow, PatientList

PAGE = 50
DOUBTFUL = (ListRow.Outcome.SAME, ListRow.Outcome.THERE)


@dataclass(frozen=True, slots=True)
class RowShown:
    """`reading` and `cells` are None and empty when the row's content was deleted, because it is in."""

    row: ListRow
    why: str
    cells: list[str]
    reading: Reading | None

    @property
    def doubtful(self) -> bool:
        return self.row.outcome in DOUBTFUL


def patient_list(list_id: UUID) -> PatientList | None:
    """Without its file, which is large."""
    return PatientList.objects.defer("content_sealed").filter(id=list_id).first()


def unfinished() -> list[PatientList]:
    """Lists that somebody has to go on with, or that are on their way; the newest first."""
    rows = PatientList.objects.defer("content_sealed", "head_sealed").exclude(state=PatientList.State.DONE)
    return list(rows.order_by("-created_at")[:20])


def list_of_batch(batch_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The lists that imports were made of, as far as something of them is kept."""
    rows = PatientList.objects.filter(batch_id__in=list(batch_ids))
    return {batch: row for batch, row in rows.values_list("batch_id", "id") if batch}


def counts(row: PatientList) -> dict[str, int]:
    """Rows by outcome."""
    found = ListRow.objects.filter(patient_list=row).values_list("outcome").annotate(n=Count("id"))
    return dict(found)


def results(row: PatientList) -> dict[str, int]:
    """Rows by what was done with them."""
    found = ListRow.objects.filter(patient_list=row).values_list("result").annotate(n=Count("id"))
    return dict(found)


def going_in(row: PatientList) -> dict[str, int]:
    """How many rows become files, and how many fill one in."""
    doubtful = ListRow.objects.filter(patient_list=row, outcome__in=DOUBTFUL)
    chosen = dict(doubtful.values_list("choice").annotate(n=Count("id")))
    plain = ListRow.objects.filter(patient_list=row, outcome__in=["add", "partly"]).count()
    return {"add": plain + chosen.get("add", 0), "fill": chosen.get("fill", 0)}


def left_out(row: PatientList) -> int:
    """Rows that can be fetched as a file: they did not go in, and are still kept."""
    rows = ListRow.objects.filter(patient_list=row, result="", content_sealed__isnull=False)
    return rows.filter(outcome__in=["bad", "same", "there"]).count()


def rows_of(row: PatientList, outcome: str, page: int) -> list[RowShown]:
    """A page of the rows (from 1), in the file's order; `outcome` "" for all."""
    rows = ListRow.objects.filter(patient_list=row)
    if outcome:
        rows = rows.filter(outcome=outcome)
    start = (page - 1) * PAGE
    return [_shown(each) for each in rows.order_by("number")[start : start + PAGE]]


def rows_above(row: PatientList, numbers: Iterable[int]) -> dict[int, RowShown]:
    found = ListRow.objects.filter(patient_list=row, number__in=list(numbers))
    return {each.number: _shown(each) for each in found}


def _shown(row: ListRow) -> RowShown:
    content = content_of(row)
    reading = Reading.from_json(content["read"]) if content else None
    return RowShown(
        row, sentence(row.outcome, row.reasons, row.match_number), content.get("cells", []), reading
    )


def head(row: PatientList) -> list[list[str]]:
    """The first rows as they came."""
    return head_of(row)


def open_dates(row: PatientList) -> Evidence:
    """What the file's birth dates tell of their order, with some that may be read both ways, for the question."""
    return look_at_dates(file_of(row), row.kind, Plan.of(row.plan))[0]

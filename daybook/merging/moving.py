"""The one UPDATE that brings a file's rows under another file, for every table that has a link to a patient.

Nothing is sealed anew: a value names its key, and the survivor opens what the other file's key sealed
(`vault.join`, docs/why/merge.md).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from daybook.merging.links import Link, moved_links
from daybook.patients.models import SearchTerm

TERMS = "patients_searchterm.patient_id"
CONSENTS = "patients_consent.patient_id"


def move_rows(away_id: UUID, kept_id: UUID, staying: Iterable[UUID]) -> dict[str, list[str]]:
    """Everything but `staying`; the moved ids by "table.column". Rows are locked in the order of their ids."""
    left: set[UUID] = set(staying)
    moved: dict[str, list[str]] = {}
    for link in moved_links():
        ids = [each for each in _ids(link, away_id) if each not in left]
        if ids:
            link.model.objects.filter(pk__in=ids).update(**{link.column: kept_id})
            moved[link.name] = [str(each) for each in ids]
    return moved


def move_back(link: Link, ids: Iterable[UUID], kept_id: UUID, away_id: UUID) -> None:
    """Those of them that are still there."""
    rows: Any = link.model.objects.filter(pk__in=list(ids), **{link.column: kept_id})
    rows.update(**{link.column: away_id})


def counted(away_id: UUID, staying: Iterable[UUID]) -> dict[str, int]:
    """How many rows would be moved, by table."""
    left: set[UUID] = set(staying)
    found: dict[str, int] = {}
    for link in moved_links():
        rows: Any = link.model.objects.filter(**{link.column: away_id}).exclude(pk__in=left)
        if number := rows.count():
            found[link.table] = found.get(link.table, 0) + number
    return found


def move_terms(away_id: UUID, kept_id: UUID) -> tuple[list[str], list[str]]:
    """The survivor is found by what the other file was found by. The ids, and those that were former terms already."""
    rows = SearchTerm.objects.filter(patient_id=away_id)
    found = list(rows.order_by("id").values_list("id", "former"))
    rows.update(patient_id=kept_id, former=True)
    return [str(each[0]) for each in found], [str(each[0]) for each in found if each[1]]


def _ids(link: Link, away_id: UUID) -> list[UUID]:
    rows: Any = link.model.objects.filter(**{link.column: away_id}).select_for_update()
    return list(rows.order_by("id").values_list("id", flat=True))

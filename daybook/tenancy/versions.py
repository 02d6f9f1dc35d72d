"""Saving what a form edited, only while nobody else has saved it in the meantime.

The form carries the `version` it was opened with, and the UPDATE asks for exactly that one. When another save came
first nothing is written, and the refusal says what stands there now beside what was asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import Refused
from daybook.tenancy.models import ClinicOwned


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what stands in the row and what was asked. `label` is the field's word on the screen."""

    field: str
    label: Any
    saved: Any
    asked: Any


class StaleSave(Refused):
    """Somebody saved the row since the form was opened. `differing`: every field in which their row and what was
    asked are not the same. `version`: what a second, knowing save has to carry."""

    def __init__(self, differing: Sequence[Difference], version: int | str) -> None:
        super().__init__(_("Somebody else saved this while you had it open."), code="stale")
        self.differing = tuple(differing)
        self.version = version


def differences(row: ClinicOwned, values: Mapping[str, Any]) -> list[Difference]:
    """The fields of `values` (by attribute name, so `branch_id`) that are not what the row has."""
    found = []
    for name, asked in values.items():
        saved = getattr(row, name)
        if saved != asked:
            label = getattr(row._meta.get_field(name), "verbose_name", name)
            found.append(Difference(name, label, saved, asked))
    return found


def save_version(
    row: ClinicOwned,
    *,
    version: int,
    values: Mapping[str, Any],
    beside: Callable[[], list[Difference]] = list,
) -> list[Difference]:
    """UPDATE ... WHERE version = `version`. Returns what changed: nothing when all of it stood there already.

    `beside` tells the differences in rows that hang on this one and are edited with it; the caller writes those
    afterwards, while this row is locked by its UPDATE. Raises StaleSave. `row` holds the new values afterwards.
    """
    changed = differences(row, values) + beside()
    if not changed:
        return []
    rows: Any = type(row).objects
    if rows.filter(pk=row.pk, version=version).update(**values, version=F("version") + 1):
        for name, value in values.items():
            setattr(row, name, value)
        row.version = version + 1  # type: ignore[attr-defined]
        return changed
    row.refresh_from_db()
    left = differences(row, values) + beside()
    if left:
        raise StaleSave(left, row.version)  # type: ignore[attr-defined]
    return []


def as_details(changed: Sequence[Difference]) -> dict[str, list[Any]]:
    """What changed, for the trail: field -> [before, after]."""
    return {each.field: [each.saved, each.asked] for each in changed}

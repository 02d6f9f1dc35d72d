"""Every column that names a patient, and what becomes of it in a merge.

A table that is new needs nothing here: a link to a patient in rows that may change is moved. What is only ever added
cannot be moved: such a table is named in FOLLOWED once its reads take in the files that were merged into one
(`patients/merged.py: FILES`). tests/merging/test_links.py fails for one that is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from daybook.patients.models import Patient
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.grants import APPEND_ONLY


class How(Enum):
    MOVED = "moved"  # by the one UPDATE of merging/moving.py
    OWN = "own"  # in a way of its own: merging/contacts.py, merging/consenting.py
    FOLLOWED = "followed"  # stays under the file it was written under, and is read through `merged_into`
    STAYS = "stays"  # is about that file as it was


OWN = {"patients_phone.patient_id", "patients_searchterm.patient_id", "patients_consent.patient_id"}
FOLLOWED = {
    "audit_entry.patient_id",
    "billing_balance.patient_id",
    "billing_invoice.patient_id",
    "billing_payment.patient_id",
}
STAYS = {
    "merging_merge.kept_id",
    "merging_merge.away_id",
    "merging_twopeople.one_id",
    "merging_twopeople.other_id",
    # What an import filled into one file, and in which version of it: taken back from that file or not at all.
    "operations_importfill.patient_id",
}


@dataclass(frozen=True, slots=True)
class Link:
    """`column` of the table of `model` holds a patient's id."""

    model: Any
    column: str

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    @property
    def how(self) -> How | None:
        """None: nobody has said, and the application may not change it."""
        for how, names in ((How.OWN, OWN), (How.FOLLOWED, FOLLOWED), (How.STAYS, STAYS)):
            if self.name in names:
                return how
        return None if self.table in APPEND_ONLY else How.MOVED


def owned_models() -> Iterator[Any]:
    yield from (model for model in apps.get_models() if getattr(model, "clinic_owned", False))


@cache
def links() -> tuple[Link, ...]:
    """All of them, in the order of their names."""
    found = [
        Link(model, field.attname)
        for model in owned_models()
        for field in model._meta.concrete_fields
        if field.related_model is Patient or field.attname == "patient_id"
    ]
    return tuple(sorted(found, key=lambda link: link.name))


def moved_links() -> list[Link]:
    return [link for link in links() if link.how is How.MOVED]


@cache
def parents(model: Any) -> tuple[tuple[str, Any], ...]:
    """The links of a model to rows that are a patient's: (column, that row's model)."""
    patients = {link.model for link in links()} - {Patient}
    return tuple(
        (field.attname, field.related_model)
        for field in model._meta.concrete_fields
        if isinstance(field, ClinicFK) and field.related_model in patients
    )


def sealed_columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if is_sealed(field)]


def is_sealed(field: Any) -> bool:
    return isinstance(field, models.BinaryField) and field.attname.endswith("_sealed")

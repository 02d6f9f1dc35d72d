"""Phones and search terms of two files that become one, and as they were."""

from typing import Any
from uuid import UUID

from daybook.patients.models import Patient, Phone, SearchTerm


def phones_of(patient_id: UUID) -> list[list[Any]]:
    """[id, number, position] of each, for the snapshot."""
    rows = Phone.objects.filter(patient_id=patient_id).order_by("position", "id")
    return [[str(row.id), row.number, row.position] for row in rows]


def put_phones_back(patient: Patient, rows: list[list[Any]]) -> None:
    """Exactly these, with their ids."""
    Phone.objects.filter(patient=patient).delete()
    Phone.objects.bulk_create(
        [Phone(id=UUID(each[0]), patient=patient, number=each[1], position=each[2]) for each in rows]
    )


def terms_of(patient_id: UUID) -> list[list[str]]:
    """[id, kind, term] of the patient's own ones."""
    rows = SearchTerm.objects.filter(patient_id=patient_id, former=False).order_by("id")
    return [[str(row.id), row.kind, row.term] for row in rows]


def put_terms_back(patient: Patient, rows: list[list[str]]) -> None:
    SearchTerm.objects.filter(patient=patient, former=False).delete()
    SearchTerm.objects.bulk_create(
        [SearchTerm(id=UUID(each[0]), patient=patient, kind=each[1], term=each[2]) for each in rows]
    )

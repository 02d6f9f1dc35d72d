"""The demo's patients as files, with phones, search terms and sealed warnings."""

from __future__ import annotations

from daybook.operations.demo.insert import insert_rows
from daybook.operations.demo.shapes import DemoClinic, DemoPatient
from daybook.patients.models import Patient, Phone, SearchTerm
from daybook.patients.terms import terms_of
from daybook.patients.warnings import seal_warning
from daybook.tenancy import vault


def load_patients(demo: DemoClinic) -> dict[int, Patient]:
    """By file number. Runs in the clinic's scope. Keys are made for those who have something to seal."""
    rows = {one.number: Patient(file_number=one.number, name=one.name) for one in demo.patients}
    sealed = {one.number for one in demo.patients if one.allergies or one.alerts}
    sealed |= {one.patient for one in demo.appointments if one.note}
    vault.prepare(vault.Subject.patient(rows[number].id) for number in sealed)
    for one in demo.patients:
        _fill(rows[one.number], one)
    insert_rows(rows.values())
    insert_rows(
        Phone(patient=rows[one.number], number=number, position=at)
        for one in demo.patients
        for at, number in enumerate(one.phones)
    )
    insert_rows(
        SearchTerm(patient=rows[one.number], kind=term.kind, term=term.text)
        for one in demo.patients
        for term in sorted(terms_of(one.name, one.number, one.phones))
    )
    return rows


def _fill(row: Patient, one: DemoPatient) -> None:
    row.born_on, row.born_precision, row.sex = one.born_on, one.born_precision, one.sex
    row.address, row.language, row.email = one.address, one.language, one.email
    row.emergency_name, row.emergency_phone = one.emergency_name, one.emergency_phone
    row.guardian_name, row.guardian_relation = one.guardian_name, one.guardian_relation
    row.guardian_phone, row.created_at = one.guardian_phone, one.registered_at
    row.allergies_sealed = seal_warning(row.id, "allergies", one.allergies)
    row.alerts_sealed = seal_warning(row.id, "alerts", one.alerts)

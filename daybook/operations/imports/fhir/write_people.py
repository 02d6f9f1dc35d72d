"""Practitioners and patients into the clinic."""

from __future__ import annotations

from daybook.clinics.actions.take_file_number import take_file_numbers
from daybook.clinics.models import Practitioner
from daybook.clinics.queries import profile
from daybook.operations.imports.fhir.piece import Run, Written, insert, only_new
from daybook.operations.imports.fhir.read import Read
from daybook.operations.imports.fhir.rows import patient_rows, practitioner_row
from daybook.operations.imports.fhir.shapes import FhirPatient, FhirPractitioner
from daybook.operations.imports.lines import BadLine
from daybook.patients.models import Patient, Phone, SearchTerm


def write_practitioners(run: Run, reads: list[Read], written: Written) -> None:
    found = [one.resource for one in only_new(run, Practitioner, reads, written)]
    rows = [
        practitioner_row(one, run.batch_id, run.source.key(one.id))
        for one in found
        if isinstance(one, FhirPractitioner)
    ]
    insert(Practitioner, rows, written)
    written.outcomes["Practitioner", "added"] += len(rows)


def write_patients(run: Run, reads: list[Read], written: Written) -> None:
    new = only_new(run, Patient, reads, written)
    if not new:
        return
    first, country = take_file_numbers(len(new)), profile().country
    found = [
        (one, patient_rows(one.resource, run.batch_id, run.source.key(one.resource.id), number, country))
        for number, one in enumerate(new, start=first)
        if isinstance(one.resource, FhirPatient)
    ]
    insert(Patient, [rows.patient for _one, rows in found], written)
    written.outcomes["Patient", "added"] += len(found)
    Phone.objects.bulk_create([phone for _one, rows in found for phone in rows.phones])
    SearchTerm.objects.bulk_create([term for _one, rows in found for term in rows.terms])
    written.partly += [BadLine(one.file, one.number, words) for one, rows in found for words in rows.left_out]

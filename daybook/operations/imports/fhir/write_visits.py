"""Encounters into the clinic's book and its records, with the clinic's own ids for what they refer to.

Each is an appointment in the past; one that took place is a signed visit as well, with what its other lines say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.booking.models import Appointment
from daybook.clinics.models import Practitioner
from daybook.operations.imports.fhir.piece import Run, Written, ids_of, insert
from daybook.operations.imports.fhir.read import Read
from daybook.operations.imports.fhir.references import References
from daybook.operations.imports.fhir.rows import appointment_row
from daybook.operations.imports.fhir.shapes import FhirEncounter
from daybook.operations.imports.fhir.write_records import Past, write_records
from daybook.operations.imports.imported_branch import imported_branch
from daybook.operations.imports.lines import BadLine
from daybook.patients.models import Patient
from daybook.tenancy import vault


def write_visits(run: Run, reads: list[Read], written: Written) -> None:
    there = ids_of(run, Appointment, {one.resource.id for one in reads})
    if there:
        written.known["appointment"] += len(there)
    resolved = list(_resolved(run, reads, written, there))
    if not resolved:
        return
    branch, made = imported_branch(run.batch_id)
    if made:
        written.added["branch"] += 1
    vault.prepare({vault.Subject.patient(each.patient) for each in resolved})
    rows = {
        each.source.id: _appointment(run, each, branch.id) for each in resolved if each.source.id not in there
    }
    insert(Appointment, list(rows.values()), written)
    ids = there | {source_id: row.id for source_id, row in rows.items()}
    past = [
        Past(
            source=each.source,
            patient_source=each.patient_source,
            patient=each.patient,
            practitioner=each.practitioner,
            signed_by=each.signed_by,
            branch=branch.id,
            appointment=ids[each.source.id],
            place=each.place,
        )
        for each in resolved
        if each.source.status == "finished"
    ]
    new_visits = write_records(run, past, written)
    new = len(rows.keys() | new_visits)
    written.outcomes["Encounter", "added"] += new
    written.outcomes["Encounter", "known"] += len(resolved) - new


@dataclass(frozen=True, slots=True)
class _Resolved:
    source: FhirEncounter
    patient_source: str
    patient: UUID
    practitioner: UUID
    signed_by: str
    place: str


def _appointment(run: Run, one: _Resolved, branch: UUID) -> Appointment:
    return appointment_row(
        one.source,
        run.batch_id,
        run.source.key(one.source.id),
        patient=one.patient,
        practitioner=one.practitioner,
        branch=branch,
        place=one.place,
    )


def _resolved(run: Run, reads: list[Read], written: Written, there: dict[str, UUID]) -> Iterator[_Resolved]:
    """Each visit with the clinic's own ids; one whose patient or practitioner is not there is a bad line."""
    named = [(one, one.resource, *_source_ids(run, one)) for one in reads]
    patients = ids_of(run, Patient, {patient for _one, _visit, patient, _who in named})
    practitioners = ids_of(run, Practitioner, {who for _one, _visit, _patient, who in named})
    names = dict(Practitioner.objects.filter(id__in=practitioners.values()).values_list("id", "name"))
    for one, visit, patient, who in named:
        if not isinstance(visit, FhirEncounter):
            continue
        if patient in patients and who in practitioners:
            place, practitioner = _place(run.references, visit), practitioners[who]
            yield _Resolved(visit, patient, patients[patient], practitioner, names[practitioner], place)
        elif visit.id in there:
            # It came earlier, with files that this folder does not have.
            written.outcomes["Encounter", "known"] += 1
        elif patient not in patients:
            written.bad.append(BadLine(one.file, one.number, _("subject: there is no such patient.")))
        else:
            words = _("participant: there is no such practitioner.")
            written.bad.append(BadLine(one.file, one.number, words))


def _source_ids(run: Run, one: Read) -> tuple[str, str]:
    """Of the patient and the practitioner; empty for a reference that means nothing."""
    visit = one.resource
    if not isinstance(visit, FhirEncounter):
        return "", ""
    find = run.references.find
    return find("Patient", visit.patient), find("Practitioner", visit.practitioner)


def _place(references: References, visit: FhirEncounter) -> str:
    place = references.place_name("Location", visit.location)
    return place or references.place_name("Organization", visit.organization)

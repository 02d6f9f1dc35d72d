"""Encounters into the clinic's book, with the clinic's own ids for what they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.booking.models import Appointment
from daybook.clinics.models import Practitioner
from daybook.operations.imports.fhir.piece import Run, Written, ids_of, insert, only_new
from daybook.operations.imports.fhir.read import Read
from daybook.operations.imports.fhir.references import NoSuchResource, References
from daybook.operations.imports.fhir.rows import appointment_row
from daybook.operations.imports.fhir.shapes import FhirEncounter, Kind, Reference
from daybook.operations.imports.imported_branch import imported_branch
from daybook.operations.imports.lines import BadLine
from daybook.patients.models import Patient
from daybook.tenancy import vault


def write_visits(run: Run, reads: list[Read], written: Written) -> None:
    visits = list(_resolved(run, only_new(run, Appointment, reads, written), written))
    if not visits:
        return
    branch, made = imported_branch(run.batch_id)
    if made:
        written.added["branch"] += 1
    vault.prepare({vault.Subject.patient(visit.patient) for visit in visits})
    rows = [
        appointment_row(
            one.source,
            run.batch_id,
            run.source.key(one.source.id),
            patient=one.patient,
            practitioner=one.practitioner,
            branch=branch.id,
            place=one.place,
        )
        for one in visits
    ]
    insert(Appointment, rows, written)


@dataclass(frozen=True, slots=True)
class _Visit:
    source: FhirEncounter
    patient: UUID
    practitioner: UUID
    place: str


def _resolved(run: Run, reads: list[Read], written: Written) -> Iterator[_Visit]:
    """Each visit with the clinic's own ids; one whose patient or practitioner is not there is a bad line."""
    named = [(one, one.resource, *_source_ids(run, one)) for one in reads]
    patients = ids_of(run, Patient, {patient for _one, _visit, patient, _who in named})
    practitioners = ids_of(run, Practitioner, {who for _one, _visit, _patient, who in named})
    for one, visit, patient, who in named:
        if not isinstance(visit, FhirEncounter):
            continue
        if patient not in patients:
            written.bad.append(BadLine(one.file, one.number, _("subject: there is no such patient.")))
        elif who not in practitioners:
            written.bad.append(
                BadLine(one.file, one.number, _("participant: there is no such practitioner."))
            )
        else:
            place = _place(run.references, visit)
            yield _Visit(visit, patients[patient], practitioners[who], place)


def _source_ids(run: Run, one: Read) -> tuple[str, str]:
    """Of the patient and the practitioner; empty for a reference that means nothing."""
    visit = one.resource
    if not isinstance(visit, FhirEncounter):
        return "", ""
    return _source_id(run, "Patient", visit.patient), _source_id(run, "Practitioner", visit.practitioner)


def _source_id(run: Run, kind: Kind, reference: Reference) -> str:
    try:
        return run.references.source_id(kind, reference)
    except NoSuchResource:
        return ""


def _place(references: References, visit: FhirEncounter) -> str:
    place = references.place_name("Location", visit.location)
    return place or references.place_name("Organization", visit.organization)

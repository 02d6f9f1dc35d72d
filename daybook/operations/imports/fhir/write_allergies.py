"""Allergies into the patients' files, sealed."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from daybook.operations.imports.fhir.piece import Run, Written, ids_of
from daybook.operations.imports.fhir.read import Read
from daybook.operations.imports.fhir.shapes import FhirAllergy
from daybook.operations.imports.lines import BadLine
from daybook.patients.details import MOST_WARNING
from daybook.patients.models import Patient
from daybook.patients.warnings import read_warnings, seal_warning
from daybook.tenancy import vault

Named = tuple[Read, FhirAllergy]


def write_allergies(run: Run, reads: list[Read], written: Written) -> None:
    """Each is a line of the file's allergies. A file that was changed in the clinic since it came is left as it is."""
    by_patient: defaultdict[str, list[Named]] = defaultdict(list)
    for one in reads:
        if isinstance(one.resource, FhirAllergy):
            by_patient[run.references.find("Patient", one.resource.patient)].append((one, one.resource))
    ids = ids_of(run, Patient, set(by_patient))
    vault.prepare({vault.Subject.patient(each) for each in ids.values()})
    locked = {row.id: row for row in Patient.objects.select_for_update().filter(id__in=ids.values())}
    for patient, named in by_patient.items():
        if patient not in ids:
            written.bad += _left_out(named, _("patient: there is no such patient."))
        else:
            _write(locked[ids[patient]], named, written)


def _write(patient: Patient, named: list[Named], written: Written) -> None:
    there = read_warnings(patient)
    if there.unreadable:
        written.bad += _left_out(named, _("The allergies of the patient's file cannot be opened here."))
        return
    lines = dict.fromkeys(line for line in there.allergies.split("\n") if line)
    new = [(one, found) for one, found in named if found.words not in lines]
    if known := len(named) - len(new):
        written.known["allergy"] += known
        written.outcomes["AllergyIntolerance", "known"] += known
    if new and (patient.import_batch_id is None or patient.version > 1):
        words = _(
            "The patient's file was changed here since it came: look at it, and add the allergy by hand."
        )
        written.bad += _left_out(new, words)
    elif new:
        _add(patient, lines, new, written)


def _add(patient: Patient, lines: dict[str, None], new: list[Named], written: Written) -> None:
    for one, found in new:
        text = "\n".join([*lines, found.words])
        if len(text) > MOST_WARNING:
            written.bad += _left_out([(one, found)], _("The file has no room for more allergies."))
            continue
        lines[found.words] = None
        written.added["allergy"] += 1
        written.outcomes["AllergyIntolerance", "added"] += 1
    sealed = seal_warning(patient.id, "allergies", "\n".join(lines))
    Patient.objects.filter(id=patient.id).update(allergies_sealed=sealed)


def _left_out(named: list[Named], reason: str) -> list[BadLine]:
    return [BadLine(one.file, one.number, reason) for one, _allergy in named]

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.actions.take_file_number import take_file_number
from daybook.patients.actions.give_consent import Agreed, give_consent
from daybook.patients.contacts import write_phones, write_terms
from daybook.patients.details import PLAIN, Details
from daybook.patients.models import Patient
from daybook.patients.queries import patient_by_id
from daybook.patients.warnings import seal_warning
from daybook.tenancy.writes import insert_unless_conflict


@dataclass(frozen=True, slots=True)
class Registered:
    """`new` False: this file was there already, and is as it was."""

    patient: Patient
    new: bool


def register(
    *,
    actor: Actor,
    details: Details,
    patient_id: UUID,
    phoneless: bool = False,
    import_batch_id: UUID | None = None,
    external_id: str | None = None,
    agreed: Agreed | None = None,
) -> Registered:
    """Open a file with the clinic's next file number.

    `patient_id` is the form's: sent a second time it gives the same file. `phoneless`: somebody asked, and there is
    no phone to reach the patient by. `agreed`: what the patient agreed to just now. Raises PatientsRefused,
    NotPermitted.
    """
    require(actor, Permission.EDIT_PATIENTS)
    details = details.checked(phoneless=phoneless)
    with transaction.atomic():
        there = _there(patient_id, external_id)
        if there is not None:
            return Registered(there, new=False)
        patient = _columns(details, patient_id)
        patient.import_batch_id, patient.external_id = import_batch_id, external_id
        try:
            _insert(patient)
        except _AlreadyThere:
            # A second submit waited for the first one's file number.
            return Registered(_there(patient_id, external_id) or patient, new=False)
        write_phones(patient, details.phones)
        write_terms(patient, details.phones)
        record(actor, "patient.registered", on=patient, patient=patient.id)
        if agreed is not None:
            give_consent(actor=actor, patient=patient, agreed=agreed)
    return Registered(patient, new=True)


class _AlreadyThere(Exception):
    """Takes the file number back."""


def _there(patient_id: UUID, external_id: str | None) -> Patient | None:
    same = Patient.objects.filter(pk=patient_id)
    if external_id:
        same = same | Patient.objects.filter(external_id=external_id)
    found = same.first()
    return patient_by_id(found.id) if found is not None else None


def _columns(details: Details, patient_id: UUID) -> Patient:
    birth = details.birth
    return Patient(
        id=patient_id,
        born_on=birth.on if birth else None,
        born_precision=birth.precision if birth else Patient.Precision.DAY,
        allergies_sealed=seal_warning(patient_id, "allergies", details.allergies or ""),
        alerts_sealed=seal_warning(patient_id, "alerts", details.alerts or ""),
        **{name: getattr(details, name) for name in PLAIN},
    )


def _insert(patient: Patient) -> None:
    with transaction.atomic():
        patient.file_number = take_file_number()
        if not insert_unless_conflict(patient):
            raise _AlreadyThere

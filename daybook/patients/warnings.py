"""Allergies and alerts: what has to be seen before anything else, and by nobody but the clinic. Sealed under the
patient's own key, so that a copy of the database does not tell them."""

import logging
from dataclasses import dataclass
from uuid import UUID

from daybook.patients.denials import none_known
from daybook.patients.models import Patient
from daybook.tenancy import vault

TABLE = "patients_patient"
KINDS = ("allergies", "alerts")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Warnings:
    """`unreadable`: there is something, and it cannot be opened here. Never the same as nothing."""

    allergies: str = ""
    alerts: str = ""
    unreadable: bool = False

    @property
    def none_known(self) -> bool:
        """Somebody asked, and there are no allergies: said calmly, unlike one, and unlike nothing written down."""
        return none_known(self.allergies)

    def __bool__(self) -> bool:
        return bool(self.allergies or self.alerts or self.unreadable)


def seal_warning(patient_id: UUID, kind: str, text: str) -> bytes | None:
    """`kind` is "allergies" or "alerts". Nothing to tell is NULL."""
    if not text:
        return None
    return vault.seal(vault.Subject.patient(patient_id), vault.Place(TABLE, kind, patient_id), text)


def read_warnings(patient: Patient) -> Warnings:
    try:
        return Warnings(
            _open(patient, "allergies", patient.allergies_sealed),
            _open(patient, "alerts", patient.alerts_sealed),
        )
    except vault.VaultError as error:
        if not isinstance(error, vault.Destroyed):
            log.error(
                "the warnings of a file cannot be read",
                extra={"clinic_id": patient.clinic_id, "error": type(error).__name__},
            )
        return Warnings(unreadable=True)


def _open(patient: Patient, kind: str, sealed: bytes | memoryview | None) -> str:
    if sealed is None:
        return ""
    return vault.unseal_text(vault.Subject.patient(patient.id), vault.Place(TABLE, kind, patient.id), sealed)

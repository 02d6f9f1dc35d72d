"""A patient's file as it is opened."""

from dataclasses import dataclass

from daybook.patients.births import Birth
from daybook.patients.hits import Hit
from daybook.patients.models import Patient
from daybook.patients.warnings import Warnings


@dataclass(frozen=True, slots=True)
class File:
    """`warnings` None: this role does not see them. `phones` in E.164. `family`: others on one of the phones."""

    patient: Patient
    phones: tuple[str, ...]
    warnings: Warnings | None
    family: tuple[Hit, ...]

    @property
    def birth(self) -> Birth | None:
        return Birth.of(self.patient)

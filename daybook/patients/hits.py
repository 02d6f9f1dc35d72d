"""A patient as one line of a list: enough to know which of two people is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from daybook.patients.births import Birth, age_in_words
from daybook.tenancy.scope import current_clinic_id


@dataclass(frozen=True, slots=True)
class Hit:
    """`phone` is the first one, in E.164, or empty. `family`: how many others are on one of the phones."""

    id: UUID
    file_number: int
    name: str
    birth: Birth | None
    sex: str
    deceased: bool
    phone: str
    family: int

    def age(self, today: date) -> str:
        """In words; empty when it is not known."""
        return age_in_words(self.birth, today)


# `found` is put before this: (patient_id, score).
_SELECT = """
SELECT p.id, p.file_number, p.name, p.born_on, p.born_precision, p.sex, p.deceased_on,
    (SELECT f.number FROM patients_phone f
        WHERE f.clinic_id = %(clinic)s AND f.patient_id = p.id ORDER BY f.position, f.id LIMIT 1),
    (SELECT count(DISTINCT o.patient_id) FROM patients_phone f
        JOIN patients_phone o ON o.clinic_id = %(clinic)s AND o.number = f.number AND o.patient_id <> p.id
        WHERE f.clinic_id = %(clinic)s AND f.patient_id = p.id)
FROM found JOIN patients_patient p ON p.clinic_id = %(clinic)s AND p.id = found.patient_id
ORDER BY found.score DESC, p.id DESC
"""


def fetch_hits(found: str, values: dict[str, Any]) -> list[Hit]:
    """The patients of `found`: SQL that yields (patient_id, score), best first. `values` are its parameters; `clinic`
    is there already. Both walls stand in whatever is passed: it names `clinic_id` for every table it reads."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found AS ({found}) {_SELECT}", {**values, "clinic": current_clinic_id()})
        return [_hit(row) for row in cursor.fetchall()]


def hits_of(patient_ids: Sequence[UUID]) -> list[Hit]:
    """These patients in this order; those that are not there are left out, for a merged one stands its survivor."""
    if not patient_ids:
        return []
    found = (
        "SELECT coalesce(h.merged_into_id, h.id) AS patient_id, max(-i.place) AS score"
        " FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY i(id, place)"
        " JOIN patients_patient h ON h.clinic_id = %(clinic)s AND h.id = i.id GROUP BY 1"
    )
    return fetch_hits(found, {"ids": list(patient_ids)})


def _hit(row: tuple[Any, ...]) -> Hit:
    patient_id, file_number, name, born_on, precision, sex, deceased_on, phone, family = row
    birth = Birth(born_on, precision) if born_on else None
    return Hit(patient_id, file_number, name, birth, sex, deceased_on is not None, phone or "", family)

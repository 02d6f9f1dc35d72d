"""Reads of the patients' files. Everything here runs inside the clinic's scope."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from daybook.patients.contacts import numbers_of
from daybook.patients.details import Details
from daybook.patients.hits import Hit, fetch_hits, hits_of
from daybook.patients.models import Patient
from daybook.patients.terms import Wanted, wanted
from daybook.patients.warnings import Warnings, read_warnings
from daybook.tenancy.reads import Joined

# `@` becomes the beginning of the parameters' names.
_RANGE = """
SELECT patient_id, (term = %(@exact)s)::int AS exact FROM patients_searchterm
WHERE clinic_id = %(clinic)s AND kind = %(@kind)s AND term >= %(@low)s AND term < %(@high)s
"""

__all__ = ["Hit", "details_of", "family", "hits_of", "names_of", "newest", "patient_by_id", "search"]


_PATIENT = Joined(
    "FROM patients_patient h JOIN patients_patient p"
    " ON p.clinic_id = %(clinic)s AND p.id = coalesce(h.merged_into_id, h.id)"
    " WHERE h.clinic_id = %(clinic)s AND h.id = %(id)s",
    p=Patient,
)


def patient_by_id(patient_id: UUID) -> Patient | None:
    """None for "not there" and for "not yours". Asked for a file that was merged: the one it was merged into."""
    found = _PATIENT.rows(id=patient_id)
    return cast(Patient, found[0][0]) if found else None


def details_of(patient: Patient, *, warnings: bool) -> Details:
    """What the file says now. The allergies and alerts are None when they are not asked for or cannot be opened."""
    read = read_warnings(patient) if warnings else Warnings(unreadable=True)
    return Details.of(
        patient,
        numbers_of(patient),
        allergies=None if read.unreadable else read.allergies,
        alerts=None if read.unreadable else read.alerts,
    )


def names_of(patient_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The present names of these patients; one whose file is gone is left out."""
    return dict(Patient.objects.filter(pk__in=set(patient_ids)).values_list("id", "name"))


def newest(limit: int) -> list[Hit]:
    """The files opened last, for a clinic where nobody has looked at one yet."""
    found = (
        "SELECT id AS patient_id, 0 AS score FROM patients_patient WHERE clinic_id = %(clinic)s"
        " AND merged_into_id IS NULL ORDER BY id DESC LIMIT %(limit)s"
    )
    return fetch_hits(found, {"limit": limit})


def family(patient: Patient) -> list[Hit]:
    """Others on one of the patient's phones, at most 20; those registered last come first."""
    found = (
        "SELECT DISTINCT o.patient_id, 0 AS score FROM patients_phone f"
        " JOIN patients_phone o ON o.clinic_id = %(clinic)s AND o.number = f.number AND o.patient_id <> f.patient_id"
        " WHERE f.clinic_id = %(clinic)s AND f.patient_id = %(patient)s ORDER BY o.patient_id DESC LIMIT 20"
    )
    return fetch_hits(found, {"patient": patient.id})


def search(text: str, limit: int = 10, *, region: str = "IN") -> list[Hit]:
    """The patients that fit every typed word: the beginning of a word of the name or of the file number, or the last
    digits (three or more) of a phone. Whole words before beginnings, then those registered last.

    `region`: the clinic's country, for a phone typed with a trunk 0. Nothing typed finds nobody.
    """
    criteria = wanted(text, region)
    if not criteria:
        return []
    values: dict[str, Any] = {"limit": limit}
    sources = [f"({_fitting(each, number, values)}) w{number}" for number, each in enumerate(criteria)]
    joined = sources[0] + "".join(f" JOIN {source} USING (patient_id)" for source in sources[1:])
    score = " + ".join(f"w{number}.exact" for number in range(len(sources)))
    found = f"SELECT patient_id, {score} AS score FROM {joined}"  # noqa: S608 - what was typed is in `values`
    found += " ORDER BY score DESC, patient_id DESC LIMIT %(limit)s"
    return fetch_hits(found, values)


def _fitting(criterion: Wanted, number: int, values: dict[str, Any]) -> str:
    """SQL: each patient who fits one typed word, and whether a whole word of theirs was typed. Its parameters go
    into `values`. Ranges of one index, leakproof, answered without the table (docs/why/search.md)."""
    parts = []
    for place, one in enumerate(criterion.ranges):
        key = f"r{number}_{place}_"
        values |= {f"{key}{name}": value for name, value in one._asdict().items()}
        parts.append(_RANGE.replace("@", key))
    found = " UNION ALL ".join(parts)
    return f"SELECT patient_id, max(exact) AS exact FROM ({found}) t GROUP BY patient_id"  # noqa: S608

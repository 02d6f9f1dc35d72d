"""Two files of one person, as one: which files there are, and whose keys (docs/why/merge.md).

In FHIR's words (https://hl7.org/fhir/R4/patient.html, Patient.link) the file that stays `replaces` the other one, which
is `replaced-by` it.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from daybook.patients.models import Patient
from daybook.tenancy import vault

# The ids of a file and of those merged into it, for a SELECT that has %(clinic)s and %(patient)s. What is only ever
# added (bills, the trail) stays under the file it was written under, so it is read by these.
FILES = """
(SELECT f.id FROM patients_patient f
    WHERE f.clinic_id = %(clinic)s AND (f.id = %(patient)s OR f.merged_into_id = %(patient)s))
"""


class Link(NamedTuple):
    """FHIR R4 LinkType: https://hl7.org/fhir/R4/valueset-link-type.html. `type`: "replaces" or "replaced-by"."""

    type: str
    patient_id: UUID


def files_of(patient_id: UUID) -> list[UUID]:
    """The file itself, then those that were merged into it."""
    rows = Patient.objects.filter(merged_into_id=patient_id).order_by("id")
    return [patient_id, *rows.values_list("id", flat=True)]


def merged_file(patient_id: UUID) -> Patient | None:
    """The file as it was before it was merged; None when it was not."""
    found: Patient | None = Patient.objects.filter(pk=patient_id, merged_into__isnull=False).first()
    return found


def links_of(patient: Patient) -> list[Link]:
    if patient.merged_into_id:
        return [Link("replaced-by", patient.merged_into_id)]
    return [Link("replaces", each) for each in files_of(patient.id)[1:]]


def survivors(patient_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each merged file among these the one it was merged into."""
    rows = Patient.objects.filter(Q(pk__in=list(patient_ids)), merged_into__isnull=False)
    return dict(rows.values_list("id", "merged_into_id"))


def subjects_of(patient: Patient) -> list[vault.Subject]:
    """Whose keys sealed what this person's file holds. Erasing them destroys all of these (tenancy/vault.py: destroy),
    or what came from a merged file would stay readable."""
    return [vault.Subject.patient(each) for each in files_of(patient.id)]


def same_person(one: UUID, other: UUID) -> bool:
    """The same file, or two that were merged."""
    if one == other:
        return True
    known = survivors([one, other])
    return known.get(one, one) == known.get(other, other)

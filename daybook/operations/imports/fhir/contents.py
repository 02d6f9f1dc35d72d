"""What a past visit says: its note and its prescription, out of the lines about its encounter.

- A Condition is a diagnosis: the code's words as free text; a code only where the source codes in ICD-10.
- A MedicationRequest is a line of the prescription. Its dose stays empty where the source gives none.
- An Immunization is among what was given.
- Of the Encounter itself the reason is the complaint (or else what kind of visit it was), the rest a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from daybook.operations.imports.fhir.medicines import medicine
from daybook.operations.imports.fhir.shapes import (
    FhirCondition,
    FhirEncounter,
    FhirImmunization,
    FhirMedication,
)
from daybook.operations.imports.fhir.waiting import Item
from daybook.operations.imports.lines import BadLine
from daybook.operations.imports.report import Outcome
from daybook.records.icd10 import described
from daybook.records.lines import LONGEST, MOST_LINES, Line
from daybook.records.note import MOST_DIAGNOSES, Diagnosis, Note
from daybook.records.sealed import Content

T = TypeVar("T")


@dataclass(slots=True)
class Gathered:
    """The parts of one visit while they are gathered; each stands once, however many lines say it."""

    diagnoses: dict[Diagnosis, None] = field(default_factory=dict)
    lines: dict[Line, None] = field(default_factory=dict)
    given: dict[str, None] = field(default_factory=dict)

    def take(self, item: Item) -> Outcome | BadLine:
        """What became of the line, or why it is left out."""
        resource = item.resource
        if isinstance(resource, FhirCondition):
            return _put(self.diagnoses, diagnosis(resource), MOST_DIAGNOSES, item)
        if isinstance(resource, FhirMedication):
            return _put(self.lines, line(resource), MOST_LINES, item)
        return _put(self.given, given(resource), MOST_LINES, item)

    def content(self, encounter: FhirEncounter, place: str) -> Content:
        complaint = encounter.reason or encounter.type_text
        told = [
            encounter.type_text if encounter.reason else "",
            _("At: {place}").format(place=place) if place else "",
        ]
        note = Note(
            complaint=complaint,
            findings="\n".join(part for part in told if part),
            diagnoses=tuple(self.diagnoses),
            given=tuple(self.given),
        )
        return Content(note, tuple(self.lines))


def says(content: Content, item: Item) -> bool:
    """Does a visit that is there already say what the line says?"""
    resource = item.resource
    if isinstance(resource, FhirCondition):
        return diagnosis(resource) in content.note.diagnoses
    if isinstance(resource, FhirMedication):
        return line(resource) in content.lines
    return given(resource) in content.note.given


def diagnosis(source: FhirCondition) -> Diagnosis:
    known = bool(source.icd10) and described(source.icd10) is not None
    return Diagnosis(source.words, source.icd10 if known else None)


def line(source: FhirMedication) -> Line:
    found = medicine(source.medicine)
    told = "; ".join(part for part in (found.rest, source.instructions) if part)
    return Line(
        medicine=found.name,
        strength=found.strength,
        form=found.form,
        dose=source.dose,
        timing="when_needed" if source.when_needed else "",
        instructions=told[: LONGEST["instructions"]],
    )


def given(source: FhirImmunization) -> str:
    lot = _(" (lot {lot})").format(lot=source.lot) if source.lot else ""
    return _("Immunization: {vaccine}").format(vaccine=source.vaccine) + lot


def _put(there: dict[T, None], one: T, most: int, item: Item) -> Outcome | BadLine:
    if one in there:
        return "same"
    if len(there) >= most:
        return item.left_out(_("The visit has no room for more than {n}.").format(n=most))
    there[one] = None
    return "added"

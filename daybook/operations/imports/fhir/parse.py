"""One FHIR R4 resource, as parsed JSON, into its shape. Knows neither files nor the database."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from daybook.operations.imports.fhir.clinical import allergy, condition, immunization, medication
from daybook.operations.imports.fhir.encounters import encounter
from daybook.operations.imports.fhir.people import patient, practitioner
from daybook.operations.imports.fhir.places import location, organization
from daybook.operations.imports.fhir.shapes import Kind, Resource
from daybook.operations.imports.fhir.values import BadField
from daybook.operations.imports.lines import Json

PARSERS: dict[Kind, Callable[[Json], Resource]] = {
    "Organization": organization,
    "Location": location,
    "Practitioner": practitioner,
    "Patient": patient,
    "AllergyIntolerance": allergy,
    "Condition": condition,
    "MedicationRequest": medication,
    "Immunization": immunization,
    "Encounter": encounter,
}


def parse(kind: Kind, source: Json) -> Resource:
    """The shape of one line of a file that holds `kind`. Raises BadField."""
    if source.get("resourceType") != kind:
        raise BadField(_("resourceType is not {kind}.").format(kind=kind))
    return PARSERS[kind](source)

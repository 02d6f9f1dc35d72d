"""Organizations and locations of FHIR R4 into their shapes."""

from __future__ import annotations

from daybook.operations.imports.fhir.parts import SHORT, address, identifiers, reference, telecoms
from daybook.operations.imports.fhir.shapes import FhirLocation, FhirOrganization
from daybook.operations.imports.fhir.values import child, children, resource_id, text
from daybook.operations.imports.lines import Json


def organization(source: Json) -> FhirOrganization:
    """https://hl7.org/fhir/R4/organization.html"""
    return FhirOrganization(
        id=resource_id(source),
        identifiers=identifiers(source),
        name=text(source, "name", longest=SHORT),
        telecoms=telecoms(source),
        address=next((address(one) for one in children(source, "address")), None),
    )


def location(source: Json) -> FhirLocation:
    """https://hl7.org/fhir/R4/location.html"""
    return FhirLocation(
        id=resource_id(source),
        identifiers=identifiers(source),
        name=text(source, "name", longest=SHORT),
        telecoms=telecoms(source),
        address=address(child(source, "address")),
        organization=reference(child(source, "managingOrganization"), "managingOrganization"),
    )

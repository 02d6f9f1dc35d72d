"""FHIR R4 complex datatypes that several resources share. Source: https://hl7.org/fhir/R4/datatypes.html"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from daybook.operations.imports.fhir.shapes import Address, Identifier, Name, Reference, Telecom
from daybook.operations.imports.fhir.values import BadField, child, children, text, texts, too_long
from daybook.operations.imports.lines import Json

NAME_LENGTH = 120  # what a file has room for, prefix included
SHORT = 200
URI_LENGTH = 2000
ADDRESS_LENGTH = 500
MOST_PARTS = 50  # of names, telecoms, identifiers in one resource: more is a mistake or an attack

# https://hl7.org/fhir/R4/references.html#literal: "Patient/12", "https://host/fhir/Patient/12/_history/3"
LITERAL = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?")
# https://hl7.org/fhir/R4/http.html#trules, conditional references: "Practitioner?identifier=system|value"
CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?identifier=([^|&]*)\|([^|&]+)")

# Which of several names a person is called by: https://hl7.org/fhir/R4/valueset-name-use.html
NAME_ORDER = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden", "old")


def identifiers(resource: Json) -> tuple[Identifier, ...]:
    """https://hl7.org/fhir/R4/datatypes.html#Identifier; those without a value identify nothing."""
    found = (_identifier(one) for one in _some(resource, "identifier"))
    return tuple(one for one in found if one.value)


def _identifier(source: Json) -> Identifier:
    return Identifier(text(source, "system", longest=URI_LENGTH), text(source, "value", longest=SHORT))


def names(resource: Json) -> tuple[Name, ...]:
    """https://hl7.org/fhir/R4/datatypes.html#HumanName; the name the person is called by is the first."""
    sources = sorted(_some(resource, "name"), key=_name_rank)
    found = (_name(one) for one in sources)
    return tuple(one for one in found if one.full)


def _name_rank(source: Json) -> int:
    use = source.get("use", "")
    return NAME_ORDER.index(use) if use in NAME_ORDER else len(NAME_ORDER)


def _name(source: Json) -> Name:
    # `text` is the whole name as it is to be shown; without it given names come before the family's.
    written = text(source, "text", longest=NAME_LENGTH)
    given = texts(source, "given", longest=NAME_LENGTH)
    family = text(source, "family", longest=NAME_LENGTH)
    suffix = texts(source, "suffix", longest=SHORT)
    full = written or " ".join(part for part in (*given, family, *suffix) if part)
    prefix = "" if written else " ".join(texts(source, "prefix", longest=SHORT))
    if len(f"{prefix} {full}") > NAME_LENGTH:
        raise too_long("name", NAME_LENGTH)
    return Name(full, prefix)


def telecoms(resource: Json) -> tuple[Telecom, ...]:
    """https://hl7.org/fhir/R4/datatypes.html#ContactPoint; all but those no longer in use."""
    found = (_telecom(one) for one in _some(resource, "telecom"))
    return tuple(one for one in found if one.value and one.use != "old")


def _telecom(source: Json) -> Telecom:
    return Telecom(_short(source, "system"), _short(source, "value"), _short(source, "use"))


def address(source: Json) -> Address | None:
    """https://hl7.org/fhir/R4/datatypes.html#Address on one line: street, city, district, state, code."""
    country = text(source, "country", longest=SHORT)
    written = text(source, "text", longest=ADDRESS_LENGTH)
    region = " ".join(part for part in (_short(source, "state"), _short(source, "postalCode")) if part)
    lines = texts(source, "line", longest=ADDRESS_LENGTH)
    parts = (*lines, _short(source, "city"), _short(source, "district"), region, country)
    whole = written or ", ".join(part for part in parts if part)
    if len(whole) > ADDRESS_LENGTH:
        raise too_long("address", ADDRESS_LENGTH)
    return Address(whole, country) if whole else None


def _short(source: Json, name: str) -> str:
    return text(source, name, longest=SHORT)


def concept(source: Json) -> str:
    """The words of a CodeableConcept (https://hl7.org/fhir/R4/datatypes.html#CodeableConcept)."""
    if written := _short(source, "text"):
        return written
    shown = (_short(one, "display") for one in children(source, "coding"))
    return next((one for one in shown if one), "")


def reference(source: Json, field: str) -> Reference | None:
    """https://hl7.org/fhir/R4/references.html: literal, conditional or logical; None when there is none.

    Raises BadField for a contained resource (#x), a urn, and what names no resource of the export.
    """
    written = text(source, "reference", longest=URI_LENGTH)
    display = _short(source, "display")
    if found := LITERAL.fullmatch(written):
        return Reference(found[1], id=found[2], display=display)
    if found := CONDITIONAL.fullmatch(written):
        return Reference(found[1], identifier=Identifier(found[2], found[3]), display=display)
    if written:
        raise BadField(_("{field} is not a reference to a resource of the export.").format(field=field))
    logical = _identifier(child(source, "identifier"))
    if not logical.value:
        return None
    return Reference(_short(source, "type"), identifier=logical, display=display)


def person(source: Json, field: str) -> Reference:
    """The patient that a resource is about. Raises BadField for a group, a device, or nobody."""
    found = reference(child(source, field), field)
    if found is None or found.kind not in ("Patient", ""):
        raise BadField(_("{field} is not a patient.").format(field=field))
    return found


def _some(resource: Json, name: str) -> list[Json]:
    found = children(resource, name)
    if len(found) > MOST_PARTS:
        raise BadField(_("{field} has more than {limit} entries.").format(field=name, limit=MOST_PARTS))
    return found

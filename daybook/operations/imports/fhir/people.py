"""Patients and practitioners of FHIR R4 into their shapes."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from daybook.lib import clock
from daybook.operations.imports.fhir.parts import SHORT, address, identifiers, names, telecoms
from daybook.operations.imports.fhir.shapes import FhirPatient, FhirPractitioner, Name, PartialDate
from daybook.operations.imports.fhir.values import (
    BadField,
    child,
    children,
    flag,
    moment,
    partial_date,
    resource_id,
    text,
)
from daybook.operations.imports.lines import Json

EARLIEST_BIRTH = date(1850, 1, 1)  # earlier is a placeholder ("0001-01-01"), not a birthday
# https://hl7.org/fhir/R4/valueset-administrative-gender.html
GENDERS = ("male", "female", "other", "unknown", "")


def practitioner(source: Json) -> FhirPractitioner:
    """https://hl7.org/fhir/R4/practitioner.html"""
    return FhirPractitioner(
        id=resource_id(source),
        identifiers=identifiers(source),
        name=_names(source)[0],
        telecoms=telecoms(source),
        gender=_gender(source),
        active=flag(source, "active", default=True),
    )


def patient(source: Json) -> FhirPatient:
    """https://hl7.org/fhir/R4/patient.html"""
    called, *others = _names(source)
    died, died_on = _death(source)
    return FhirPatient(
        id=resource_id(source),
        identifiers=identifiers(source),
        name=called,
        other_names=tuple(dict.fromkeys(name.full for name in others if name.full != called.full)),
        telecoms=telecoms(source),
        address=next((address(one) for one in children(source, "address")), None),
        languages=_languages(source),
        birth=_birth(source),
        gender=_gender(source),
        died=died,
        died_on=died_on,
    )


def _names(source: Json) -> tuple[Name, ...]:
    found = names(source)
    if not found:
        raise BadField(_("name is missing."))
    return found


def _gender(source: Json) -> str:
    found = text(source, "gender", longest=SHORT)
    if found not in GENDERS:
        raise BadField(_("gender is not one of male, female, other, unknown."))
    return found


def _birth(source: Json) -> PartialDate | None:
    found = partial_date(source, "birthDate")
    if found is None:
        return None
    # One day of grace: in the zone furthest east it is already tomorrow.
    if not EARLIEST_BIRTH <= found.first_day <= clock.now().date() + timedelta(days=1):
        raise BadField(_("birthDate is before 1850 or in the future."))
    return found


def _death(source: Json) -> tuple[bool, date | None]:
    """deceased[x] is a yes or no, or the time of death, which may be a day, a month or a year alone."""
    name = "deceasedDateTime"
    value = source.get(name)
    if value is None:
        return flag(source, "deceasedBoolean", default=False), None
    if isinstance(value, str) and "T" in value:
        moment(source, name)  # refuses what is no time; the day is the one that was written, in its own zone
        return True, date.fromisoformat(value[:10])
    day = partial_date(source, name)
    return day is not None, day.first_day if day else None


def _languages(source: Json) -> tuple[str, ...]:
    spoken = sorted(children(source, "communication"), key=lambda one: one.get("preferred") is not True)
    codes = (_language(child(one, "language")) for one in spoken)
    return tuple(dict.fromkeys(code for code in codes if code))


def _language(source: Json) -> str:
    codes = (text(one, "code", longest=SHORT) for one in children(source, "coding"))
    return next((code for code in codes if code), "")

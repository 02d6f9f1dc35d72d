"""What is taken from each FHIR R4 resource: small frozen values, nothing of a database.

Names are as the source has them. Synthea writes digits behind each name ("Sumiko254"); they are part of
the data (they mark the person as synthetic and keep namesakes apart) and are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["Organization", "Location", "Practitioner", "Patient", "Encounter"]

# What refers to a resource comes after it.
KINDS: tuple[Kind, ...] = ("Organization", "Location", "Practitioner", "Patient", "Encounter")

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A FHIR `date`: year, year and month, or a whole day (https://hl7.org/fhir/R4/datatypes.html#date).

    `first_day` is the earliest day it can mean.
    """

    first_day: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class Identifier:
    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Another resource, by its id or by one of its identifiers; exactly one of the two is set."""

    kind: str
    id: str | None = None
    identifier: Identifier | None = None
    display: str = ""


@dataclass(frozen=True, slots=True)
class Telecom:
    """`system`: phone, fax, email, pager, url, sms or other; `use`: home, work, temp, mobile or empty."""

    system: str
    value: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """One line of text, and the country as the source writes it (a code or a name)."""

    text: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """`full` is in the order in which it is spoken, without the prefix ("Dr.", "Mrs.")."""

    full: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class FhirOrganization:
    id: str
    identifiers: tuple[Identifier, ...]
    name: str
    telecoms: tuple[Telecom, ...]
    address: Address | None


@dataclass(frozen=True, slots=True)
class FhirLocation:
    id: str
    identifiers: tuple[Identifier, ...]
    name: str
    telecoms: tuple[Telecom, ...]
    address: Address | None
    organization: Reference | None


@dataclass(frozen=True, slots=True)
class FhirPractitioner:
    id: str
    identifiers: tuple[Identifier, ...]
    name: Name
    telecoms: tuple[Telecom, ...]
    gender: str
    active: bool


@dataclass(frozen=True, slots=True)
class FhirPatient:
    """`other_names`: maiden names, nicknames, former names. `languages`: BCP 47, the preferred one first.
    `died_on`: the earliest day that the source's date of death can mean, where it has one."""

    id: str
    identifiers: tuple[Identifier, ...]
    name: Name
    other_names: tuple[str, ...]
    telecoms: tuple[Telecom, ...]
    address: Address | None
    languages: tuple[str, ...]
    birth: PartialDate | None
    gender: str
    died: bool
    died_on: date | None


@dataclass(frozen=True, slots=True)
class FhirEncounter:
    """A visit that is over (`finished`) or was called off (`cancelled`). Times: aware UTC."""

    id: str
    identifiers: tuple[Identifier, ...]
    status: Literal["finished", "cancelled"]
    class_code: str
    type_text: str
    reason: str
    start: datetime
    end: datetime
    patient: Reference
    practitioner: Reference
    location: Reference | None
    organization: Reference | None


Resource = FhirOrganization | FhirLocation | FhirPractitioner | FhirPatient | FhirEncounter

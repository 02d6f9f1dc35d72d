"""What is taken from each FHIR R4 resource: small frozen values, nothing of a database.

Names are as the source has them. Synthea writes digits behind each name ("Sumiko254"); they are part of
the data (they mark the person as synthetic and keep namesakes apart) and are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal[
    "Organization",
    "Location",
    "Practitioner",
    "Patient",
    "AllergyIntolerance",
    "Condition",
    "MedicationRequest",
    "Immunization",
    "Encounter",
]

# What refers to a resource comes after it. Only what was found or done at an encounter comes before it: it waits, so
# that the encounter's visit is written once and whole.
KINDS: tuple[Kind, ...] = (
    "Organization",
    "Location",
    "Practitioner",
    "Patient",
    "AllergyIntolerance",
    "Condition",
    "MedicationRequest",
    "Immunization",
    "Encounter",
)

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


@dataclass(frozen=True, slots=True)
class FhirAllergy:
    """`words`: one line with everything that the source says of it. `substance` is its beginning."""

    id: str
    patient: Reference
    substance: str
    words: str
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class FhirCondition:
    """A diagnosis of an encounter. `icd10`: its code, when the source codes in ICD-10; empty otherwise."""

    id: str
    patient: Reference
    encounter: str
    words: str
    icd10: str
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class FhirMedication:
    """A medicine that was ordered at an encounter. `dose` and `instructions` in words, empty where the source says
    nothing; `when_needed`: it says so."""

    id: str
    patient: Reference
    encounter: str
    medicine: str
    dose: str
    instructions: str
    when_needed: bool
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class FhirImmunization:
    """A vaccine that was given at an encounter."""

    id: str
    patient: Reference
    encounter: str
    vaccine: str
    lot: str
    identifiers: tuple[Identifier, ...] = ()


AtEncounter = FhirCondition | FhirMedication | FhirImmunization
Resource = (
    FhirOrganization
    | FhirLocation
    | FhirPractitioner
    | FhirPatient
    | FhirEncounter
    | FhirAllergy
    | AtEncounter
)

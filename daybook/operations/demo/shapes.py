"""What the demo consists of: plain frozen values that link to each other by short keys, nothing of a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Sex = Literal["female", "male"]
Status = Literal["booked", "arrived", "in_consultation", "done", "no_show", "cancelled"]


@dataclass(frozen=True, slots=True)
class DemoMember:
    """Someone who signs in; the same `email` at two clinics is one person with two memberships."""

    email: str
    display_name: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoBranch:
    name: str
    address: str
    phone: str
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoService:
    """`price_minor` in paise; lengths in minutes; `ages` are the years (from, below) of those who come for it.

    `weight`: how often it is asked for beside the practitioner's other services. `again`: only for someone who
    was there before.
    """

    name: str
    minutes: int
    price_minor: int
    colour: str
    tax_class: str = "exempt"
    buffer_before: int = 0
    buffer_after: int = 0
    ages: tuple[int, int] = (0, 120)
    weight: int = 4
    again: bool = False


@dataclass(frozen=True, slots=True)
class DemoHours:
    """A span of the week; minutes since local midnight. A `label` makes it a break inside a span of work."""

    weekdays: tuple[int, ...]
    branch: str
    starts: int
    ends: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class DemoPractitioner:
    """`ages`: the years (from, below) of those who come. `rooms`: by branch. `pace`: how long a visit takes,
    as a part of its planned length: above 1 runs late."""

    name: str
    email: str
    speciality: str
    registration: str
    ages: tuple[int, int]
    services: tuple[str, ...]
    rooms: dict[str, str]
    hours: tuple[DemoHours, ...]
    pace: float = 0.95


@dataclass(frozen=True, slots=True)
class DemoLeave:
    practitioner: str
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DemoHoliday:
    """`branch` None: the whole clinic is closed."""

    branch: str | None
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class ClinicFacts:
    """A clinic as its owner set it up."""

    slug: str
    name: str
    address: str
    phone: str
    email: str
    zone: str
    currency: str
    members: tuple[DemoMember, ...]
    branches: tuple[DemoBranch, ...]
    services: tuple[DemoService, ...]
    practitioners: tuple[DemoPractitioner, ...]
    localities: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """`number` counts from 1 and is the file number. Phones are E.164."""

    number: int
    name: str
    sex: Sex
    born_on: date
    born_precision: Literal["day", "year"]
    phones: tuple[str, ...]
    address: str
    language: str
    registered_at: datetime
    email: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    allergies: str = ""
    alerts: str = ""

    def age_on(self, day: date) -> int:
        """Whole years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


@dataclass(frozen=True, slots=True)
class DemoAppointment:
    """`practitioner`, `branch`, `room` and `service` by name, `patient` by number. Times are aware UTC."""

    practitioner: str
    branch: str
    room: str
    service: str
    patient: int
    starts_at: datetime
    ends_at: datetime
    busy_from: datetime
    busy_until: datetime
    created_at: datetime
    status: Status
    lane: int = 0
    overbook_reason: str = ""
    cancel_reason: str = ""
    note: str = ""
    arrived_at: datetime | None = None
    consulted_at: datetime | None = None
    done_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DemoClinic:
    facts: ClinicFacts
    leaves: tuple[DemoLeave, ...]
    holidays: tuple[DemoHoliday, ...]
    patients: tuple[DemoPatient, ...]
    appointments: tuple[DemoAppointment, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DemoWorld:
    clinics: tuple[DemoClinic, ...]

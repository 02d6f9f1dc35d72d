"""The demo's patients, family by family: a family shares an address, mostly a phone, and a name.

The phone numbers are valid in form and stand in three blocks, so that they can be told from a real patient's:
+91 90000 0xxxx, +91 80000 0xxxx, +91 70000 0xxxx. The demo sends nothing to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from daybook.operations.demo import health
from daybook.operations.demo.households import ADULT, YEAR, Person, household, person
from daybook.operations.demo.names import Community, Written, join, some_community
from daybook.operations.demo.shapes import ClinicFacts, DemoPatient

PHONE_BLOCKS = ("+91900000", "+91800000", "+91700000")
BUILDINGS = (
    "Sri Sai Residency",
    "Lake View Towers",
    "Green Meadows",
    "Sai Krupa Apartments",
    "Noor Manzil",
    "Lakshmi Nivas",
    "Brindavan Heights",
    "Golden Nest",
    "Vasantha Enclave",
    "Pearl Residency",
    "Shanti Kunj",
    "Rainbow Homes",
)


@dataclass(frozen=True, slots=True)
class _Home:
    """What a household has in common. `own_script`: their names are kept in the script they write."""

    community: Community
    family: Written
    own_script: bool
    phones: tuple[str, ...]
    address: str
    registered_at: datetime


class Register:
    """Makes the patients of one clinic; `start` is the first moment of the present day."""

    def __init__(self, random: Random, facts: ClinicFacts, start: datetime, today: date) -> None:
        self._random, self._facts, self._start, self._today = random, facts, start, today
        self._last_digits = iter(random.sample(range(10_000), 10_000))

    def patients(self, count: int, also: Sequence[DemoPatient] = ()) -> list[DemoPatient]:
        """`count` patients, numbered. `also`: patients of another clinic, who come here too."""
        random = self._random
        found = [*self._oldest_and_youngest(), *also]
        while len(found) < count:
            community = some_community(random)
            found += self._members(community, household(random, community))
        return [replace(patient, number=number) for number, patient in enumerate(found[:count], start=1)]

    def _oldest_and_youngest(self) -> list[DemoPatient]:
        """Someone of 88, and where children are seen a mother and her baby, which has no name yet."""
        random = self._random
        community = some_community(random)
        old = self._members(community, [person(random, community, "male", 88 * YEAR + 100)])
        if all(practitioner.ages[0] for practitioner in self._facts.practitioners):
            return old
        mother = self._members(community, [person(random, community, "female", 27 * YEAR)])[0]
        return [*old, mother, self._newborn(mother)]

    def _newborn(self, mother: DemoPatient) -> DemoPatient:
        return DemoPatient(
            number=0,
            name=f"Baby of {mother.name}",
            sex="female",
            born_on=self._today - timedelta(days=41),
            born_precision="day",
            phones=mother.phones,
            address=mother.address,
            language=mother.language,
            registered_at=self._start - timedelta(days=38, hours=-11),
            guardian_name=mother.name,
            guardian_relation="mother",
            guardian_phone=mother.phones[0],
        )

    def _members(self, community: Community, people: list[Person]) -> list[DemoPatient]:
        home = self._home(community)
        first, *others = [self._patient(home, one) for one in people]
        return [first, *(self._with_contact(other, first) for other in others)]

    def _home(self, community: Community) -> _Home:
        random = self._random
        phones = random.choices((1, 2), (3, 2))[0]
        return _Home(
            community,
            random.choice(community.family),
            random.random() < community.own_script,
            tuple(self._phone() for _ in range(phones)),
            self._address(),
            self._start - timedelta(days=random.randint(40, 900), hours=-random.randint(9, 19)),
        )

    def _patient(self, home: _Home, one: Person) -> DemoPatient:
        random = self._random
        own_family = random.choice(home.community.women_family or (home.family,))
        whole = join(home.community, one.sex, one.given, home.family, own_family)
        born = self._today - timedelta(days=one.days)
        to_the_day = one.age < ADULT or random.random() < 0.8
        return DemoPatient(
            number=0,
            name=whole[home.own_script],
            sex=one.sex,
            born_on=born if to_the_day else date(born.year, 1, 1),
            born_precision="day" if to_the_day else "year",
            phones=(home.phones[-1 if one.sex == "male" else 0],),
            address=home.address,
            language=home.community.language,
            registered_at=max(home.registered_at, self._start - timedelta(days=one.days - 5)),
            email=self._email(whole[0], one.age),
            allergies=health.allergies(random),
            alerts=health.alerts(random, one.sex, one.age),
        )

    def _with_contact(self, patient: DemoPatient, first: DemoPatient) -> DemoPatient:
        """A minor has the first of the household as guardian; another adult has them for emergencies."""
        if patient.age_on(self._today) >= ADULT:
            return replace(patient, emergency_name=first.name, emergency_phone=first.phones[0])
        return replace(
            patient, guardian_name=first.name, guardian_relation="mother", guardian_phone=first.phones[0]
        )

    def _email(self, name: str, age: int) -> str:
        if not ADULT <= age <= 60 or self._random.random() > 0.35:
            return ""
        return (
            ".".join(name.lower().replace(".", " ").split()) + f"{self._random.randint(1, 99)}@mail.example"
        )

    def _phone(self) -> str:
        return f"{self._random.choice(PHONE_BLOCKS)}{next(self._last_digits):04}"

    def _address(self) -> str:
        random = self._random
        place, code = random.choice(self._facts.localities)
        flat = f"Flat {random.randint(1, 6)}0{random.randint(1, 8)}, {random.choice(BUILDINGS)}"
        house = f"H.No {random.randint(1, 20)}-{random.randint(1, 120)}/{random.randint(1, 30)}"
        return f"{random.choice((flat, house))}, {place}, Hyderabad {code}"

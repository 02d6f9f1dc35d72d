"""Patients of a seeded clinic: names in the scripts of Hyderabad, a phone that some families share, search terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from bench.copying import Filling, Row, Table, id_at
from daybook.operations.demo.names import join, some_community
from daybook.patients.models import Consent, Patient, Phone, SearchTerm
from daybook.patients.terms import terms_of

YEARS = 4  # in which they were registered
SHARED = 0.25  # of the patients have the phone of the one before them
PATIENTS, PHONES, TERMS, CONSENTS = (Table(model) for model in (Patient, Phone, SearchTerm, Consent))


@dataclass(frozen=True, slots=True)
class Person:
    """A patient as far as appointments and searches need to know."""

    id: UUID
    number: int
    name: str
    phone: str
    born: date
    at: datetime


def people(count: int, now: datetime, chance: Random) -> list[Person]:
    """In the order of registration."""
    moments = sorted(now - timedelta(days=YEARS * 365) * chance.random() for _ in range(count))
    found: list[Person] = []
    for number, at in enumerate(moments, start=1):
        shares = bool(found) and chance.random() < SHARED
        phone = found[-1].phone if shares else f"+919{chance.randrange(10**9):09}"
        born = now.date() - timedelta(days=chance.randrange(1, 90 * 365))
        found.append(Person(id_at(at, chance), number, _name(chance), phone, born, at))
    return found


def _name(chance: Random) -> str:
    community = some_community(chance)
    sex = chance.choice(("female", "male"))
    given = chance.choice(community.women if sex == "female" else community.men)
    family = chance.choice(community.family)
    own = chance.choice(community.women_family or community.family)
    names = join(community, sex, given, family, own)
    return names[1] if chance.random() < community.own_script else names[0]


def add_people(filling: Filling, clinic_id: int, persons: list[Person], chance: Random) -> None:
    filling.add(PATIENTS, (_patient(clinic_id, one, chance) for one in persons))
    filling.add(
        PHONES,
        (
            PHONES.row(clinic_id=clinic_id, id=id_at(one.at, chance), patient_id=one.id, number=one.phone)
            for one in persons
        ),
    )
    filling.add(TERMS, (row for one in persons for row in _terms(clinic_id, one, chance)))


def add_consents(filling: Filling, clinic_id: int, persons: list[Person], chance: Random) -> None:
    """Everybody agreed to every kind of message, on the day they were registered."""
    filling.add(
        CONSENTS,
        (
            CONSENTS.row(
                clinic_id=clinic_id,
                id=id_at(one.at, chance),
                patient_id=one.id,
                purpose=str(purpose),
                wording=1,
                language="en",
                method="desk",
                given_at=one.at,
                given_to="Seed",
            )
            for one in persons
            for purpose in Consent.Purpose
        ),
    )


def _patient(clinic_id: int, one: Person, chance: Random) -> Row:
    return PATIENTS.row(
        clinic_id=clinic_id,
        id=one.id,
        file_number=one.number,
        name=one.name,
        born_on=one.born,
        sex=chance.choice(("female", "male")),
        address="12-5-149 Vijayapuri, Tarnaka, Hyderabad 500017",
        language="te",
        email=f"patient{one.number}@example.org",  # so that each booking writes its messages
        created_at=one.at,
    )


def _terms(clinic_id: int, one: Person, chance: Random) -> Iterator[Row]:
    for kind, term in sorted(terms_of(one.name, one.number, [one.phone])):
        yield TERMS.row(
            clinic_id=clinic_id, id=id_at(one.at, chance), patient_id=one.id, kind=str(kind), term=term
        )

"""Who lives together: sexes, ages and given names, before anybody has a family name."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from daybook.operations.demo.names import Community, Written
from daybook.operations.demo.shapes import Sex

YEAR = 365  # days; ages need no more precision
ADULT, OLDEST_CHILD = 18, 16
Kind = Literal["alone", "couple", "parents", "generations"]
# How often, in per cent of the households that come to a clinic.
SHARES: dict[Kind, int] = {"alone": 24, "couple": 14, "parents": 46, "generations": 16}
SEXES: tuple[Sex, Sex] = ("female", "male")


@dataclass(frozen=True, slots=True)
class Person:
    """`days` is the age."""

    sex: Sex
    days: int
    given: Written

    @property
    def age(self) -> int:
        return self.days // YEAR


def household(random: Random, community: Community) -> list[Person]:
    """The first is the one the others' papers name: their guardian or emergency contact."""
    kind: Kind = random.choices(list(SHARES), list(SHARES.values()))[0]
    latest = 78 if kind in ("alone", "couple") else 42
    first = random.randint(24 * YEAR, latest * YEAR)
    if kind == "alone":
        return [person(random, community, random.choice(SEXES), first)]
    people = [
        person(random, community, "female", first),
        person(random, community, "male", first + random.randint(-300, 2000)),
    ]
    if kind != "couple":
        people += _children(random, community, first)
    if kind == "generations":
        age = min(86 * YEAR, first + random.randint(21 * YEAR, 30 * YEAR))
        people.append(person(random, community, random.choice(SEXES), age))
    return people


def _children(random: Random, community: Community, mother: int) -> list[Person]:
    age = random.randint(60, max(90, min(OLDEST_CHILD * YEAR, mother - 21 * YEAR)))
    children = []
    for _child in range(random.choices((1, 2, 3), (5, 5, 1))[0]):
        children.append(person(random, community, random.choice(SEXES), age))
        age -= random.randint(500, 1600)
        if age < 60:
            break
    return children


def person(random: Random, community: Community, sex: Sex, days: int) -> Person:
    if days < ADULT * YEAR:
        pool = community.girls if sex == "female" else community.boys
    else:
        pool = community.women if sex == "female" else community.men
    return Person(sex, days, random.choice(pool))

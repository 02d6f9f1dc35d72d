"""The list of practitioners: what each does, and how much they work where."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.clinics import queries
from daybook.clinics.models import Branch, Practitioner
from daybook.scheduling.plans import worked_minutes


@dataclass(frozen=True, slots=True)
class Line:
    """`hours`: (branch's name, hours of a week) where there are some, `named` when there is more than one branch.
    `last`: of those who are here."""

    practitioner: Practitioner
    services: str
    hours: list[tuple[str, str]]
    named: bool
    last: bool


def lines() -> list[Line]:
    open_branches = [branch for branch in queries.branches() if branch.closed_at is None]
    services = {each.id: each.name for each in queries.services() if each.retired_at is None}
    doing: dict[UUID, set[UUID]] = defaultdict(set)
    for practitioner_id, service_id in queries.offerings():
        doing[practitioner_id].add(service_id)
    worked = worked_minutes()
    people = queries.practitioners()
    here = sum(each.left_at is None for each in people)
    return [
        Line(
            each,
            _names(doing[each.id], services),
            _hours(each, open_branches, worked),
            named=len(open_branches) > 1,
            last=at == here,
        )
        for at, each in enumerate(people, 1)
    ]


def _names(mine: set[UUID], services: dict[UUID, str]) -> str:
    if mine and len(mine) == len(services):
        return _("all services")
    return ", ".join(name for each, name in services.items() if each in mine)


def _hours(
    practitioner: Practitioner, branches: list[Branch], worked: dict[tuple[UUID, UUID], int]
) -> list[tuple[str, str]]:
    found = ((branch.name, worked.get((practitioner.id, branch.id), 0)) for branch in branches)
    return [(name, hours_words(minutes)) for name, minutes in found if minutes]


def hours_words(minutes: int) -> str:
    """150 -> "2.5", 480 -> "8": hours with at most two decimals."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")

"""The list of services: what each costs, and who does it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from daybook.clinics import queries
from daybook.clinics.models import Profile, Service
from daybook.lib.money import format_money


@dataclass(frozen=True, slots=True)
class Line:
    """A service as the list shows it."""

    service: Service
    price: str
    by: list[str]
    last: bool


def listed(clinic: Profile) -> dict[str, Any]:
    """What the list shows: its lines, and how many practitioners "everyone" is."""
    here = [each for each in queries.practitioners() if each.left_at is None]
    names = {each.id: each.name for each in here}
    doing: dict[UUID, set[UUID]] = defaultdict(set)
    for practitioner_id, service_id in queries.offerings():
        doing[service_id].add(practitioner_id)
    services = queries.services()
    offered = sum(each.retired_at is None for each in services)
    lines = [
        Line(
            service,
            format_money(service.price_minor, clinic.currency, get_language() or "en"),
            [name for each, name in names.items() if each in doing[service.id]],
            at == offered,
        )
        for at, service in enumerate(services, 1)
    ]
    return {"lines": lines, "everyone": len(here)}

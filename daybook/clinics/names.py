"""The present names of a clinic's own things, for whoever has only their ids."""

from collections.abc import Collection
from uuid import UUID

from daybook.accounts.models import Membership
from daybook.clinics.models import Branch, Practitioner, Room, Service

_NAMED = (
    (Practitioner, "name"),
    (Branch, "name"),
    (Room, "name"),
    (Service, "name"),
    (Membership, "display_name"),
)


def names_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """Of practitioners, branches, rooms, services and staff members; ids of anything else are left out."""
    found: dict[UUID, str] = {}
    if ids:
        for model, column in _NAMED:
            found |= dict(model.objects.filter(pk__in=ids).values_list("id", column))
    return found

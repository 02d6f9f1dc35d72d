"""Change a practitioner, and what they do."""

from collections.abc import Collection
from typing import Unpack

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Permission, require
from daybook.accounts.reading import require_owner_to_open_visits
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.actions.add_practitioner import member_taken, opens_visits, tell_of_link
from daybook.clinics.checks import checked
from daybook.clinics.details import PractitionerDetails
from daybook.clinics.models import Practitioner, Service
from daybook.clinics.offerings import difference_in_services, write_services
from daybook.clinics.rows import unique_or
from daybook.tenancy.versions import as_details, save_version


def change_practitioner(
    *,
    actor: Actor,
    practitioner: Practitioner,
    version: int,
    member: Membership | None,
    services: Collection[Service],
    **details: Unpack[PractitionerDetails],
) -> Practitioner:
    """A link that opens visits to somebody is an owner's to make; to take one away is not.

    Raises NotPermitted, StaleSave or ClinicsRefused.
    """
    require(actor, Permission.SETTINGS)
    links = member is not None and member.id != practitioner.membership_id and opens_visits(member)
    if links:
        require_owner_to_open_visits(actor)
    values = checked(Practitioner, details) | {"membership_id": member.id if member else None}
    with unique_or(member_taken):
        changed = save_version(
            practitioner,
            version=version,
            values=values,
            beside=lambda: difference_in_services(practitioner, services),
        )
    if changed:
        write_services(practitioner, services)
        record(actor, "practitioner.changed", on=practitioner, details=as_details(changed))
        if links and member is not None:
            tell_of_link(actor, member)
    return practitioner

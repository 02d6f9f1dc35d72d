"""Change a service, and who does it."""

from collections.abc import Collection
from typing import Unpack

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.actions.add_service import name_taken
from daybook.clinics.checks import checked
from daybook.clinics.details import ServiceDetails
from daybook.clinics.models import Practitioner, Service
from daybook.clinics.offerings import (
    difference_in_practitioners,
    lock_practitioners,
    write_practitioners,
)
from daybook.clinics.rows import unique_or
from daybook.tenancy.versions import as_details, save_version


def change_service(
    *,
    actor: Actor,
    service: Service,
    version: int,
    practitioners: Collection[Practitioner],
    **details: Unpack[ServiceDetails],
) -> Service:
    """What is booked keeps its length and price. Raises NotPermitted, StaleSave or ClinicsRefused."""
    require(actor, Permission.SETTINGS)
    values = checked(Service, details)
    lock_practitioners(service, practitioners)
    with unique_or(name_taken):
        changed = save_version(
            service,
            version=version,
            values=values,
            beside=lambda: difference_in_practitioners(service, practitioners),
        )
    if changed:
        write_practitioners(service, practitioners)
        record(actor, "service.changed", on=service, details=as_details(changed))
    return service

"""Offer a service."""

from collections.abc import Collection
from typing import Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.checks import checked
from daybook.clinics.details import ServiceDetails
from daybook.clinics.models import Practitioner, Service
from daybook.clinics.offerings import lock_practitioners, write_practitioners
from daybook.clinics.refusals import ClinicsRefused
from daybook.clinics.rows import insert_once, next_position


def name_taken() -> ClinicsRefused:
    return ClinicsRefused(_("There is a service of that name already."), code="taken", field="name")


def add_service(
    *,
    actor: Actor,
    service_id: UUID,
    practitioners: Collection[Practitioner],
    **details: Unpack[ServiceDetails],
) -> Service:
    """`practitioners`: who does it. `service_id` is the form's: the form sent twice is one service.
    Raises NotPermitted or ClinicsRefused."""
    require(actor, Permission.SETTINGS)
    values = checked(Service, details)
    wanted = Service(id=service_id, position=next_position(Service), **values)
    lock_practitioners(wanted, practitioners)
    service, new = insert_once(wanted, taken=name_taken)
    if new:
        write_practitioners(service, practitioners)
        names = [each.name for each in practitioners]
        record(actor, "service.added", on=service, details={**values, "practitioners": names})
    return service

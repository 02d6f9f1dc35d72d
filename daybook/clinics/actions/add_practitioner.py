"""Add someone who sees patients."""

from collections.abc import Collection
from typing import Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Permission, require
from daybook.accounts.reading import reads_visits, require_owner_to_open_visits, tell_owners
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.checks import checked
from daybook.clinics.details import PractitionerDetails
from daybook.clinics.models import Practitioner, Profile, Service
from daybook.clinics.offerings import write_services
from daybook.clinics.refusals import ClinicsRefused
from daybook.clinics.rows import insert_once, next_position


def member_taken() -> ClinicsRefused:
    return ClinicsRefused(
        _("This staff member is another practitioner already."), code="taken", field="member"
    )


def opens_visits(member: Membership | None) -> bool:
    """By a link to a practitioner the member comes to read visits, now or when they become an administrator."""
    return member is not None and not reads_visits(member.role)


def tell_of_link(actor: Actor, member: Membership) -> None:
    """Every owner hears of who reads visits by being a practitioner."""
    tell_owners(actor, name=member.display_name, clinic_name=Profile.objects.get().name)


def add_practitioner(
    *,
    actor: Actor,
    practitioner_id: UUID,
    member: Membership | None,
    services: Collection[Service],
    **details: Unpack[PractitionerDetails],
) -> Practitioner:
    """`member`: who signs in as this practitioner; an owner decides when it opens visits to them. `services`: what
    they do. `practitioner_id` is the form's: sent twice it is one practitioner. Raises NotPermitted or ClinicsRefused.
    """
    require(actor, Permission.SETTINGS)
    if opens_visits(member):
        require_owner_to_open_visits(actor)
    values = checked(Practitioner, details)
    wanted = Practitioner(
        id=practitioner_id, membership=member, position=next_position(Practitioner), **values
    )
    practitioner, new = insert_once(wanted, taken=member_taken)
    if new:
        write_services(practitioner, services)
        told = {**values, "member": member and member.display_name}
        told["services"] = [each.name for each in services]
        record(actor, "practitioner.added", on=practitioner, details=told)
        if member is not None and opens_visits(member):
            tell_of_link(actor, member)
    return practitioner

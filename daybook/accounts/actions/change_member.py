"""Change a colleague's name or role at the clinic."""

from django.db import transaction

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.accounts.reading import reads_visits, require_owner_to_open_visits, tell_owners
from daybook.accounts.staff_rules import checked_name, checked_role, keep_an_owner, require_staff
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.tenancy.versions import as_details, save_version


def change_member(
    *, actor: Actor, member: Membership, version: int, display_name: str, role: str, clinic_name: str
) -> Membership:
    """Holds from the person's next request on. A role that reads visits is an owner's to give, and every owner is told.

    Raises NotPermitted, StaleSave, or AccountsRefused for the last owner.
    """
    require_staff(actor, member.role, role)
    values = {"display_name": checked_name(display_name), "role": checked_role(role)}
    opens = reads_visits(values["role"]) and not reads_visits(member.role)
    if opens:
        require_owner_to_open_visits(actor)
    with transaction.atomic():
        if member.role == Role.OWNER and values["role"] != Role.OWNER:
            keep_an_owner(member)
        changed = save_version(member, version=version, values=values)
        if changed:
            record(actor, "member.changed", on=member, details=as_details(changed))
        if opens:
            tell_owners(actor, name=values["display_name"], clinic_name=clinic_name)
    return member

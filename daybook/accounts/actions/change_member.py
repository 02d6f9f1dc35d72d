"""Change a colleague's name or role at the clinic."""

from django.db import transaction

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.accounts.staff_rules import checked_name, checked_role, keep_an_owner, require_staff
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.tenancy.versions import as_details, save_version


def change_member(
    *, actor: Actor, member: Membership, version: int, display_name: str, role: str
) -> Membership:
    """Holds from the person's next request on.

    Raises NotPermitted, StaleSave, or AccountsRefused for the last owner.
    """
    require_staff(actor, member.role, role)
    values = {"display_name": checked_name(display_name), "role": checked_role(role)}
    with transaction.atomic():
        if member.role == Role.OWNER and values["role"] != Role.OWNER:
            keep_an_owner(member)
        changed = save_version(member, version=version, values=values)
        if changed:
            record(actor, "member.changed", on=member, details=as_details(changed))
    return member

"""Change a branch."""

from typing import Unpack

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.actions.add_branch import name_taken
from daybook.clinics.checks import checked
from daybook.clinics.details import BranchDetails
from daybook.clinics.models import Branch
from daybook.clinics.queries import profile
from daybook.clinics.rows import unique_or
from daybook.tenancy.versions import as_details, save_version


def change_branch(
    *,
    actor: Actor,
    branch: Branch,
    version: int,
    **details: Unpack[BranchDetails],
) -> Branch:
    """Raises NotPermitted, StaleSave or ClinicsRefused."""
    require(actor, Permission.SETTINGS)
    values = checked(Branch, details, country=profile().country)
    with unique_or(name_taken):
        changed = save_version(branch, version=version, values=values)
    if changed:
        record(actor, "branch.changed", on=branch, details=as_details(changed))
    return branch

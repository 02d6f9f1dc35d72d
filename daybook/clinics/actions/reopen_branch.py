"""Open a closed branch again."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Branch
from daybook.clinics.rows import stamp


def reopen_branch(*, actor: Actor, branch: Branch) -> None:
    """An open one stays open. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(branch, "closed_at", None):
        record(actor, "branch.reopened", on=branch)

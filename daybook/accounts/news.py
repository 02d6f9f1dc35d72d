"""What a person does to their own account stands in the trail of each clinic they work at: it guards that clinic, too.

Only that it happened. Nothing of one clinic is written into another's trail.
"""

from daybook.accounts.models import User
from daybook.accounts.queries import own_memberships
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.tenancy.scope import clinic_scope


def tell_clinics(user: User, verb: str) -> None:
    """Outside every clinic's scope; one transaction for each clinic."""
    for member in own_memberships(user):
        if member.disabled_at is None:
            with clinic_scope(member.clinic):
                actor = Actor("staff", str(member.id), member.display_name, member.role)
                record(actor, verb, on=member)

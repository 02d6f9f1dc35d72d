"""What a person does to their own account stands in the trail of each clinic they work at: it guards that clinic, too.

Only that it happened. Nothing of one clinic is written into another's trail.
"""

from enum import StrEnum

from daybook.accounts.models import User
from daybook.accounts.queries import own_memberships
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.tenancy.scope import clinic_scope


class News(StrEnum):
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - no password
    DISOWNED = "disowned"


def tell_clinics(user: User, news: News) -> None:
    """Outside every clinic's scope; one transaction for each clinic."""
    for member in own_memberships(user):
        if member.disabled_at is None:
            with clinic_scope(member.clinic):
                actor = Actor("staff", str(member.id), member.display_name, member.role)
                record(actor, f"account.{news}", on=member)

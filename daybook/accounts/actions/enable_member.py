"""Let a disabled colleague in again."""

from django.db import transaction

from daybook.accounts.models import Membership
from daybook.accounts.staff_rules import require_staff
from daybook.audit.actor import Actor
from daybook.audit.record import record


def enable_member(*, actor: Actor, member: Membership) -> None:
    """Raises NotPermitted. Done twice is done once."""
    require_staff(actor, member.role)
    with transaction.atomic():
        disabled = Membership.objects.filter(pk=member.pk, disabled_at__isnull=False)
        if disabled.update(disabled_at=None):
            record(actor, "member.enabled", on=member)

"""Take an invitation back: its link no longer works."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Invitation
from daybook.accounts.permissions import AccountsRefused
from daybook.accounts.staff_rules import require_staff
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock


def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Withdrawn twice is withdrawn once. Raises AccountsRefused when it has been accepted."""
    require_staff(actor, invitation.role)
    with transaction.atomic():
        fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if fresh.accepted_at is not None:
            words = _("It has just been accepted. Disable the person in the list of staff instead.")
            raise AccountsRefused(words, code="accepted")
        if fresh.withdrawn_at is None:
            Invitation.objects.filter(pk=fresh.pk).update(withdrawn_at=clock.now())
            record(actor, "invitation.withdrawn", on=fresh, details={"email": fresh.email})

"""Send an invitation once more, with a new link; the old one no longer works."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.actions.invite import INVITATIONS
from daybook.accounts.invitations import expiry, hash_of, new_token
from daybook.accounts.mails import Door, mail_invitation
from daybook.accounts.models import Invitation
from daybook.accounts.permissions import AccountsRefused
from daybook.accounts.staff_rules import require_staff
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.tenancy.scope import current_clinic_id


def resend_invitation(*, actor: Actor, invitation: Invitation, door: Door) -> str:
    """Returns the new link. Raises AccountsRefused when it was accepted or withdrawn meanwhile."""
    require_staff(actor, invitation.role)
    if not INVITATIONS.spend(current_clinic_id()):
        raise AccountsRefused(_("That was a lot of invitations. Go on in an hour."), code="too_many")
    token = new_token()
    with transaction.atomic():
        waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
        if not waiting.update(token_hash=hash_of(token), expires_at=expiry(clock.now())):
            raise AccountsRefused(_("This invitation is no longer open."), code="closed")
        mail_invitation(invitation, token, door)
        record(actor, "invitation.sent", on=invitation, details={"email": invitation.email, "again": True})
    return door.link(token)

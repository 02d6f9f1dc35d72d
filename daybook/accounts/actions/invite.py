"""Invite someone to work at the clinic, by a link."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.invitations import expiry, hash_of, new_token
from daybook.accounts.limits import Limit
from daybook.accounts.mails import Door, mail_invitation
from daybook.accounts.models import Invitation, Membership
from daybook.accounts.permissions import AccountsRefused
from daybook.accounts.reading import reads_visits, require_owner_to_open_visits, tell_owners
from daybook.accounts.staff_rules import checked_email, checked_name, checked_role, require_staff
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.tenancy.scope import current_clinic_id

INVITATIONS = Limit("invitations", 40, timedelta(hours=1))


def invite(
    *, actor: Actor, invitation_id: UUID, email: str, display_name: str, role: str, door: Door
) -> tuple[Invitation, str]:
    """Mails a link that is good for a week, and returns it once more for a message. Raises AccountsRefused.

    A role that reads visits is an owner's to give, and every owner is told.

    `invitation_id` is the form's: the form sent twice is one invitation, whose newest link counts.
    """
    require_staff(actor, role)
    if reads_visits(role):
        require_owner_to_open_visits(actor)
    values = {
        "email": checked_email(email),
        "display_name": checked_name(display_name),
        "role": checked_role(role),
    }
    _refuse_twice(values["email"], invitation_id)
    if not INVITATIONS.spend(current_clinic_id()):
        raise AccountsRefused(_("That was a lot of invitations. Go on in an hour."), code="too_many")
    token, now = new_token(), clock.now()
    with transaction.atomic():
        invitation, new = Invitation.objects.get_or_create(
            id=invitation_id, defaults={**values, "token_hash": hash_of(token), "expires_at": expiry(now)}
        )
        if not new:
            Invitation.objects.filter(pk=invitation.pk).update(token_hash=hash_of(token))
        mail_invitation(invitation, token, door)
        record(actor, "invitation.sent", on=invitation, details=values)
        if new and reads_visits(role):
            tell_owners(actor, name=values["display_name"], clinic_name=door.clinic_name)
    return invitation, door.link(token)


def _refuse_twice(email: str, invitation_id: UUID) -> None:
    if Membership.objects.filter(user__email=email).exists():
        words = _("Someone with this address works here already; see the list below.")
        raise AccountsRefused(words, code="member", field="email")
    waiting = Invitation.objects.filter(
        email=email, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    if waiting.exclude(pk=invitation_id).exists():
        words = _("This address has an invitation already. Send that one again, or withdraw it.")
        raise AccountsRefused(words, code="invited", field="email")

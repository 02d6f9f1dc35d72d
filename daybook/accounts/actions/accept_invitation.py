"""Become a member of the clinic by an invitation."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Invitation, Membership, User
from daybook.accounts.permissions import AccountsRefused
from daybook.accounts.queries import has_verified, membership_of
from daybook.accounts.staff_rules import checked_name
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock


def accept_invitation(*, user: User, invitation: Invitation, display_name: str) -> Membership:
    """The person who is signed in, as a member with the invited role; accepted twice by the same person is once.

    Raises AccountsRefused: not (or no longer) open, or sent to an address that is not the person's.
    """
    name = checked_name(display_name)
    if not has_verified(user, invitation.email):
        raise AccountsRefused(_("This invitation was sent to another e-mail address."), code="other_person")
    with transaction.atomic():
        # Two tabs, or two people with one link: one after the other.
        fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
        already = membership_of(user)
        if already is not None:
            return already
        refuse_unless_open(fresh)
        Invitation.objects.filter(pk=fresh.pk).update(accepted_at=clock.now())
        member: Membership = Membership.objects.create(user=user, display_name=name, role=fresh.role)
        actor = Actor("staff", str(member.id), name, member.role)
        record(actor, "member.joined", on=member, details={"invitation": fresh.id, "role": fresh.role})
    return member


def refuse_unless_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise AccountsRefused(_("This invitation has been used already."), code="used")
    if invitation.withdrawn_at is not None:
        raise AccountsRefused(_("This invitation was taken back by the clinic."), code="withdrawn")
    if invitation.expires_at <= clock.now():
        raise AccountsRefused(_("This invitation has run out."), code="expired")

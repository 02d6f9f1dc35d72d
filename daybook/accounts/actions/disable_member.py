"""Shut a colleague out of the clinic, at once."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.accounts.permissions import AccountsRefused, Role
from daybook.accounts.staff_rules import keep_an_owner, require_staff
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock


def disable_member(*, actor: Actor, member: Membership) -> None:
    """The person's next request here is refused; their account and their other clinics stay. Done twice is done once.

    Raises NotPermitted, or AccountsRefused for oneself and for the last owner.
    """
    require_staff(actor, member.role)
    if actor.kind == "staff" and actor.id == str(member.id):
        raise AccountsRefused(_("You cannot disable yourself. Ask another owner."), code="yourself")
    with transaction.atomic():
        if member.role == Role.OWNER:
            keep_an_owner(member)
        enabled = Membership.objects.filter(pk=member.pk, disabled_at=None)
        if enabled.update(disabled_at=clock.now()):
            record(actor, "member.disabled", on=member)

"""Ask a colleague for a new password before the clinic opens to them again."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.credentials_rules import require_credentials
from daybook.accounts.limits import Limit
from daybook.accounts.mails import PasswordDoor, mail_password_asked
from daybook.accounts.models import Membership
from daybook.accounts.permissions import AccountsRefused
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.tenancy.scope import current_clinic_id

ASKED = Limit("password_asked", 3, timedelta(hours=24))


def ask_new_password(*, actor: Actor, member: Membership, door: PasswordDoor) -> None:
    """Mails the person where to set one; nobody else can. Asked again before they have is asked once.

    Raises NotPermitted, or AccountsRefused: oneself, disabled, asked too often.
    """
    require_credentials(actor, member)
    if not ASKED.spend(current_clinic_id(), member.pk):
        words = _("This person has been asked three times today. Go on tomorrow.")
        raise AccountsRefused(words, code="too_many")
    with transaction.atomic():
        fresh = Membership.objects.select_for_update().get(pk=member.pk)
        if is_waited_for(fresh, member):
            return
        Membership.objects.filter(pk=member.pk).update(password_after=clock.now())
        mail_password_asked(member.user, door)
        record(actor, "member.password_asked", on=member)


def is_waited_for(fresh: Membership, member: Membership) -> bool:
    """A new password has been asked for and not been set yet."""
    changed, asked = member.user.password_changed_at, fresh.password_after
    return asked is not None and (changed is None or changed < asked)

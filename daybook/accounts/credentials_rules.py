"""What an owner may do about a colleague's account. It belongs to the colleague and opens other clinics, too: an owner
closes their own clinic's door until the person has done something, and can do nothing in the person's place."""

from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.accounts.permissions import AccountsRefused, Permission, require
from daybook.audit.actor import Actor


def require_credentials(actor: Actor, member: Membership) -> None:
    """Raises NotPermitted, or AccountsRefused for oneself and for who is disabled."""
    require(actor, Permission.CREDENTIALS)
    if actor.kind == "staff" and actor.id == str(member.id):
        raise AccountsRefused(_("For yourself, use “My account”."), code="yourself")
    if member.disabled_at is not None:
        words = _("This person cannot sign in here at all. Let them in again first.")
        raise AccountsRefused(words, code="disabled")

"""What every action on a clinic's staff asks."""

from django.core.exceptions import ValidationError
from django.db.models import EmailField
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.accounts.permissions import AccountsRefused, NotPermitted, Permission, Role, require
from daybook.audit.actor import Actor
from daybook.lib.text import clean_line

NAME_LENGTH = 120


def require_staff(actor: Actor, *roles: str) -> None:
    """The actor may change staff, and people who are or become one of `roles`: only owners make and touch owners."""
    require(actor, Permission.STAFF)
    if Role.OWNER in roles and actor.role not in (None, Role.OWNER):
        raise NotPermitted(_("Only an owner can do this for an owner."), code="owners_only")


def checked_name(name: str) -> str:
    plain = clean_line(name)
    if not plain:
        raise AccountsRefused(
            _("Write the name that colleagues will see."), code="name", field="display_name"
        )
    if len(plain) > NAME_LENGTH:
        raise AccountsRefused(_("This name is too long."), code="name", field="display_name")
    return plain


def checked_role(role: str) -> str:
    if role not in Role.values:
        raise AccountsRefused(_("Choose one of the roles."), code="role", field="role")
    return role


def checked_email(email: str) -> str:
    try:
        return str(EmailField(max_length=254).clean(clean_line(email).lower(), None))
    except ValidationError:
        words = _("This is not an e-mail address. Write one such as name@clinic.in.")
        raise AccountsRefused(words, code="email", field="email") from None


def keep_an_owner(leaving: Membership) -> None:
    """Refuses when `leaving` is the clinic's last owner who can sign in. Two owners who leave each other wait here."""
    owners = Membership.objects.select_for_update().filter(role=Role.OWNER, disabled_at=None).order_by("id")
    if [owner.id for owner in owners] == [leaving.id]:
        words = _("This is the clinic's only owner. Make someone else an owner first.")
        raise AccountsRefused(words, code="last_owner")

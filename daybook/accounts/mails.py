"""Mails about a person's account that allauth does not write. Sending is Django's, so what sends is a setting."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from daybook.accounts.invitations import mail_proof
from daybook.accounts.limits import MAILS
from daybook.accounts.models import Invitation, User
from daybook.accounts.permissions import AccountsRefused
from daybook.lib.brands import BRANDS


@dataclass(frozen=True, slots=True)
class Door:
    """Where an invitation leads: the clinic's name, and the address of its invitations without the token."""

    clinic_name: str
    address: str

    def link(self, token: str) -> str:
        return f"{self.address}{token}/"


def mail_invitation(invitation: Invitation, token: str, door: Door) -> None:
    """Raises AccountsRefused when the address has had enough mails."""
    if not MAILS.spend(invitation.email):
        raise AccountsRefused(
            _("This address has had many mails. Try again in an hour."), code="too_many", field="email"
        )
    context = {
        "invitation": invitation,
        "clinic_name": door.clinic_name,
        "link": f"{door.link(token)}?mail={mail_proof(invitation.id, token)}",
        "brand": BRANDS[settings.DAYBOOK.brand],
    }
    subject = render_to_string("account/email/invitation_subject.txt", context)
    text = render_to_string("account/email/invitation_message.txt", context)
    EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[invitation.email]).send()


@dataclass(frozen=True, slots=True)
class PasswordDoor:
    """Which clinic asks for a new password, and the address where anybody sets their own by a mailed code."""

    clinic_name: str
    address: str


def mail_password_asked(user: User, door: PasswordDoor) -> None:
    """Raises AccountsRefused when the address has had enough mails."""
    if not MAILS.spend(user.email):
        raise AccountsRefused(_("This address has had many mails. Try again in an hour."), code="too_many")
    context = {"door": door, "brand": BRANDS[settings.DAYBOOK.brand]}
    subject = render_to_string("account/email/password_asked_subject.txt", context)
    text = render_to_string("account/email/password_asked_message.txt", context)
    EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[user.email]).send()

"""Who may let somebody read visits: an owner, never an administrator on their own, and the owners are told.

The role of a practitioner reads them, and so does an owner or administrator who is linked to a practitioner. If an
administrator could give either, they could give it to themselves.
"""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.accounts.permissions import GRANTS, NotPermitted, Permission, Role
from daybook.audit.actor import Actor


def reads_visits(role: str) -> bool:
    """The role alone reads them."""
    return Permission.CLINICAL in GRANTS.get(role, frozenset())


def require_owner_to_open_visits(actor: Actor) -> None:
    """Raises NotPermitted for anybody who is no owner; what Daybook itself does was asked for by one."""
    if actor.role not in (None, Role.OWNER):
        raise NotPermitted(
            _("Only an owner can let somebody read visits. Ask an owner to do this."), code="owners_only"
        )


def tell_owners(actor: Actor, *, name: str, clinic_name: str) -> None:
    """A mail to every owner who may sign in, in the present transaction: `name` reads visits from now on."""
    if actor.role is None:
        return
    context = {"actor": actor.label, "name": name, "clinic_name": clinic_name}
    subject = render_to_string("account/email/reads_visits_subject.txt", context)
    text = render_to_string("account/email/reads_visits_message.txt", context)
    owners = Membership.objects.select_related("user").filter(role=Role.OWNER, disabled_at=None)
    for owner in owners.order_by("id"):
        EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[owner.user.email]).send()

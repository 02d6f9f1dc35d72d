"""Sign a colleague out of the clinic on every browser."""

from django.db import transaction

from daybook.accounts.credentials_rules import require_credentials
from daybook.accounts.models import Membership
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock


def sign_out_member(*, actor: Actor, member: Membership) -> None:
    """Whoever has one of their browsers proves anew that it is them before this clinic opens. The sessions themselves
    go on for other clinics. Raises NotPermitted or AccountsRefused."""
    require_credentials(actor, member)
    with transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(proof_after=clock.now())
        record(actor, "member.signed_out", on=member)

"""Let go of what has run its time: sessions, invitations, counted tries, accounts that nobody finished making."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q

from daybook.accounts.limits import forget_old_tries
from daybook.accounts.models import Invitation, Session, User
from daybook.lib import clock

# An invitation's line stays readable for a while after its end.
INVITATIONS_KEPT = timedelta(days=30)
UNVERIFIED_KEPT = timedelta(days=7)


def forget_old() -> None:
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    forget_old_tries(now)
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    # Whoever never showed that the address is theirs never signed in, and would keep its owner from using it.
    unfinished = User.objects.filter(
        Exists(addresses), ~Exists(addresses.filter(verified=True)), last_login=None
    )
    unfinished.filter(created_at__lt=now - UNVERIFIED_KEPT).delete()


def forget_old_invitations() -> None:
    """Those of the clinic of the scope."""
    before = clock.now() - INVITATIONS_KEPT
    ended = Q(expires_at__lt=before) | Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before)
    Invitation.objects.filter(ended).delete()

"""Let go of what has run its time: sessions, invitations, counted tries, accounts that nobody finished making."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q

from daybook.accounts.devices import KEPT as DEVICES_KEPT
from daybook.accounts.limits import forget_old_tries
from daybook.accounts.models import Device, Invitation, Session, SignIn, User
from daybook.lib import clock

# An invitation's line stays readable for a while after its end.
INVITATIONS_KEPT = timedelta(days=30)
UNVERIFIED_KEPT = timedelta(days=7)
SIGN_INS_KEPT = timedelta(days=180)  # CERT-In's direction of 28 April 2022, (iv): logs of 180 days


def forget_old() -> None:
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    forget_old_tries(now)
    Device.objects.filter(last_at__lt=now - DEVICES_KEPT).delete()
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


def forget_old_sign_ins() -> None:
    """Those of the clinic of the scope."""
    SignIn.objects.filter(at__lt=clock.now() - SIGN_INS_KEPT).delete()

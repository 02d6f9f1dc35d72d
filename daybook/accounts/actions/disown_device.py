"""Somebody else signed in: shut every door of the account, so that only who reads its mail opens it again."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from daybook.accounts.actions.end_sessions import end_sessions
from daybook.accounts.devices import Disowned
from daybook.accounts.models import Device, User
from daybook.accounts.news import News, tell_clinics


def disown_device(disowned: Disowned) -> None:
    """Ends every session, takes the password away, and takes out what was added since that device first came: passkeys,
    an app, recovery codes. Done twice is done once. A new password is set by a mailed code."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=disowned.user.pk)
        end_sessions(user=user)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        if disowned.device is not None:
            Authenticator.objects.filter(user=user, created_at__gte=disowned.device.first_at).delete()
            Device.objects.filter(pk=disowned.device.pk).delete()
        left = Authenticator.objects.filter(user=user)
        if not left.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            left.delete()
    tell_clinics(user, News.DISOWNED)

"""What counts as a device that a person has used before, without a cookie of its own and nothing kept in the browser.

A device is the browser's name and system (not its version, which changes by itself) in one provider's network (16 bits
of IPv4, 32 of IPv6). Kept is a hash of it under the installation's key, for each person another one.
"""

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from daybook.accounts.agents import browser_of
from daybook.accounts.models import Device, User
from daybook.lib import clock

KEPT = timedelta(days=180)  # after the last sign-in with it
LINK_GOOD_FOR = timedelta(days=14)
_SALT = "daybook.accounts.devices"


def note_device(user: User, *, ip: str, agent: str) -> Device | None:
    """The device, when this person has not signed in with it before. The very first one of an account is no news."""
    now = clock.now()
    known = Device.objects.filter(user=user, mark=_mark(user, ip, agent))
    if known.update(last_at=now):
        return None
    first = user.last_login is None
    device, new = Device.objects.get_or_create(
        user=user, mark=_mark(user, ip, agent), defaults={"first_at": now, "last_at": now}
    )
    return device if new and not first else None


def not_me_token(device: Device) -> str:
    """For the mail about the device: whoever has it reads the person's mail. Good until the password changes."""
    return signing.dumps([device.user_id, device.pk, _of_password(device.user)], salt=_SALT)


@dataclass(frozen=True, slots=True)
class Disowned:
    """`device` is None when it has been disowned or forgotten since."""

    user: User
    device: Device | None


def read_not_me(token: str) -> Disowned | None:
    """Whom a link is about; None when it has run out, was made up, or the password has been changed since."""
    try:
        user_id, device_id, of_password = signing.loads(token, salt=_SALT, max_age=LINK_GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not hmac.compare_digest(of_password, _of_password(user)):
        return None
    return Disowned(user, Device.objects.filter(pk=device_id, user=user).first())


def _of_password(user: User) -> str:
    return salted_hmac(_SALT, user.password, algorithm="sha256").hexdigest()[:24]


def _mark(user: User, ip: str, agent: str) -> str:
    with override("en"):  # the words of a device must not depend on who reads them
        words = f"{user.pk}|{browser_of(agent)}|{_network(ip)}"
    return salted_hmac(_SALT, words, algorithm="sha256").hexdigest()


def _network(ip: str) -> str:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    bits = 16 if address.version == 4 else 32
    return str(ipaddress.ip_network((address, bits), strict=False))

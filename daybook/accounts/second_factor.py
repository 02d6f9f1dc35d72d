"""The second factor: a code of the authenticator app (RFC 6238), or one of the recovery codes. Each works once.

allauth remembers a used code for 30 seconds, while with one step of tolerance it is good for 90: here the step that was
used last is kept with the secret, under the row's lock, and only later ones count (RFC 6238, 5.2).
"""

import hashlib
import hmac
import secrets
from base64 import b32decode
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from daybook.accounts.models import User
from daybook.accounts.sealed import unseal_text
from daybook.lib import clock

PERIOD = 30
_LAST = "last_step"


def check_second_factor(user: User, code: str) -> Authenticator | None:
    """What of the person's the code belongs to, and it is used up; None for a wrong or a used code."""
    plain = "".join(char for char in code if char.isalnum())
    with transaction.atomic():
        typed = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
        for factor in typed.select_for_update().filter(user=user).order_by("-type"):
            if factor.type == Authenticator.Type.TOTP:
                right = _use_step(factor, plain)
            else:
                right = factor.wrap().validate_code(plain)
            if right:
                return factor
    return None


def step_of(secret: str, code: str, at: datetime, after: int = 0) -> int | None:
    """The time step, later than `after`, whose code this is; the present one, or one beside it."""
    present, around = int(at.timestamp()) // PERIOD, settings.MFA_TOTP_TOLERANCE
    for step in range(max(after + 1, present - around), present + around + 1):
        if secrets.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    """Six digits: HOTP with SHA-1 (RFC 4226, 5.3), which is what every app can do."""
    digest = hmac.new(b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"


def note_step(factor: Authenticator, step: int) -> None:
    """No code up to this step counts any more."""
    factor.data[_LAST] = step
    factor.save(update_fields=["data"])


def _use_step(factor: Authenticator, code: str) -> bool:
    step = step_of(unseal_text(factor.data["secret"]), code, clock.now(), factor.data.get(_LAST, 0))
    if step is None:
        return False
    note_step(factor, step)
    return True

"""The token of an invitation: what its link carries, and what of it is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

VALID = timedelta(days=7)
_BYTES = 24


def new_token() -> str:
    """192 random bits, fit for an address."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def mail_proof(invitation_id: UUID, token: str) -> str:
    """Goes into the mailed link only, so that who follows that one has shown that the mailbox is theirs.

    The link that an owner copies for a message does not have it: its bearer still has to show it by a code, or an
    owner could make an account in a stranger's name.
    """
    return salted_hmac(
        "daybook.accounts.invitations", f"{invitation_id}:{token}", algorithm="sha256"
    ).hexdigest()[:40]


def is_mail_proof(proof: str, invitation_id: UUID, token: str) -> bool:
    return constant_time_compare(proof, mail_proof(invitation_id, token))


def expiry(now: datetime) -> datetime:
    return now + VALID

"""When the person at a browser last showed who they are: by signing in, or once more since."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from daybook.accounts.models import Session, SignIn
from daybook.lib import clock

# So long nothing asks "Is it you?" again (ACCOUNT_REAUTHENTICATION_TIMEOUT is the same).
FRESH = timedelta(minutes=10)
_RECORDS = "account_authentication_methods"  # allauth's: one for each proof in this session, the newest last


def proven_at(session: Session, data: Mapping[str, Any]) -> datetime:
    """`data` is the decoded session, whose row began with the sign-in."""
    records = data.get(_RECORDS) or []
    if not records:
        return session.created_at
    return max(session.created_at, datetime.fromtimestamp(records[-1]["at"], UTC))


def is_fresh(session: Session, data: Mapping[str, Any]) -> bool:
    return clock.now() - proven_at(session, data) < FRESH


def how_signed_in(data: Mapping[str, Any]) -> SignIn.How:
    """By what the session was opened."""
    kinds = {each.get("type") for each in data.get(_RECORDS) or []}
    for kind, how in (
        ("webauthn", SignIn.How.PASSKEY),
        ("totp", SignIn.How.APP),
        ("recovery_codes", SignIn.How.RECOVERY),
    ):
        if kind in kinds:
            return how
    return SignIn.How.PASSWORD

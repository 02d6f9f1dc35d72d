"""Reads about people: who works at a clinic, what is held on a person."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from daybook.accounts.agents import browser_of
from daybook.accounts.invitations import hash_of
from daybook.accounts.models import Invitation, Membership, Session, User
from daybook.lib import clock
from daybook.tenancy.scope import user_scope

# Recovery codes are none: they stand in for one that is lost.
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_SECOND_FACTOR = Authenticator.objects.filter(user=OuterRef("user"), type__in=_FACTORS)


# A clinic's people. Inside the clinic's scope.


def members() -> list[Membership]:
    """Everyone of the clinic, those who may sign in first; each has `second_factor`."""
    found = Membership.objects.select_related("user").annotate(second_factor=Exists(_SECOND_FACTOR))
    return sorted(found, key=lambda member: (member.disabled_at is not None, member.display_name.casefold()))


def member(member_id: UUID) -> Membership | None:
    return cast(Membership | None, Membership.objects.select_related("user").filter(pk=member_id).first())


def open_invitations() -> list[Invitation]:
    """Those that can still be accepted or have run out, the newest first."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return list(waiting.order_by("-created_at", "-id"))


def invitation(invitation_id: UUID) -> Invitation | None:
    return Invitation.objects.filter(pk=invitation_id).first()


def invitation_by_token(token: str) -> Invitation | None:
    """Also one that was accepted, withdrawn or has run out: its page says so."""
    return Invitation.objects.filter(token_hash=hash_of(token)).first()


def membership_of(user: User) -> Membership | None:
    """What the person is at the clinic of the scope."""
    return cast(Membership | None, Membership.objects.filter(user=user).first())


# A person's own. Outside every clinic's scope.


@dataclass(frozen=True, slots=True)
class OwnSession:
    """`handle` names the session without being its key, which would open it."""

    handle: str
    browser: str
    ip: str | None
    created_at: datetime
    seen_at: datetime
    here: bool


def handle_of(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def own_sessions(user: User, *, here: str | None) -> list[OwnSession]:
    """The person's signed-in browsers; `here` is the key of the present one, which comes first."""
    found = [
        OwnSession(
            handle_of(row.session_key),
            browser_of(row.agent),
            row.ip,
            row.created_at,
            row.seen_at,
            row.session_key == here,
        )
        for row in _sessions(user)
    ]
    return sorted(found, key=lambda session: (not session.here, -session.seen_at.timestamp()))


def own_memberships(user: User) -> list[Membership]:
    """What the person is at every clinic, with `clinic`; the one read across clinics."""
    with user_scope(user.pk):
        return list(Membership.own.select_related("clinic").order_by("created_at"))


def has_second_factor(user: User) -> bool:
    """An authenticator app or a passkey: the password alone does not open the account."""
    return bool(Authenticator.objects.filter(user=user, type__in=_FACTORS).exists())


def has_app(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def passkeys_of(user: User) -> list[Authenticator]:
    """The newest first; `wrap().name` is what the person calls it."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return list(found.order_by("-created_at", "-pk"))


def passkey_of(user: User, number: int) -> Authenticator | None:
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return cast(Authenticator | None, found.filter(pk=number).first())


def second_factor_of(user: User) -> Authenticator:
    """The authenticator app's row. Raises DoesNotExist."""
    return Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)


def has_verified(user: User, email: str) -> bool:
    """The person has shown that mail to this address reaches them."""
    return bool(EmailAddress.objects.filter(user=user, email=email.lower(), verified=True).exists())


def is_known(email: str) -> bool:
    """Someone has an account with this address. Never to be told to a stranger."""
    return User.objects.filter(email=email.lower()).exists()


def held_on(user: User) -> dict[str, Any]:
    """Everything kept about a person outside their clinics, as plain values. No secret is among it."""
    factors = Authenticator.objects.filter(user=user).order_by("created_at")
    return {
        "email": user.email,
        "account_since": user.created_at.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        "password_set": _iso(user.password_changed_at),
        "known_devices": [
            {"since": each.first_at.isoformat(), "last_used": each.last_at.isoformat()}
            for each in user.devices.order_by("first_at")
        ],
        "email_addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified")),
        "second_factor": [
            {"kind": each.type, "since": each.created_at.isoformat(), "last_used": _iso(each.last_used_at)}
            for each in factors
        ],
        "sessions": [
            {
                "since": row.created_at.isoformat(),
                "last_seen": row.seen_at.isoformat(),
                "address": row.ip,
                "browser": row.agent,
            }
            for row in _sessions(user)
        ],
    }


def _sessions(user: User) -> QuerySet[Session]:
    return Session.objects.filter(user=user, expire_date__gt=clock.now())


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

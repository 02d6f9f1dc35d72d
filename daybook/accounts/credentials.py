"""What a clinic's owner sees of how colleagues sign in: kinds and dates, never a secret, and no other clinic's doings.
Inside the clinic's scope."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from daybook.accounts.actions.ask_new_password import is_waited_for
from daybook.accounts.agents import browser_of
from daybook.accounts.models import Membership, SignIn

SHOWN = 20


@dataclass(frozen=True, slots=True)
class SignInLine:
    at: datetime
    device: str
    how: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """`codes_left` is None for who has no recovery codes; `password_since` for a password older than its date."""

    member: Membership
    password_since: datetime | None
    password_waited_for: bool
    app: bool
    passkeys: int
    codes_left: int | None
    last: SignInLine | None

    @property
    def second_factor(self) -> bool:
        return self.app or self.passkeys > 0


def credentials() -> list[Credentials]:
    """Of everyone who may sign in here, those without a second factor first."""
    members = list(Membership.objects.filter(disabled_at=None).select_related("user"))
    newest = SignIn.objects.filter(member__in=members).order_by("member_id", "-at").distinct("member_id")
    last = {each.member_id: _line(each) for each in newest}
    factors = _factors([member.user_id for member in members])
    found = [_of(member, factors[member.user_id], last.get(member.id)) for member in members]
    return sorted(found, key=lambda each: (each.second_factor, each.member.display_name.casefold()))


def credentials_of(member: Membership) -> Credentials:
    """`member.user` is loaded."""
    lines = sign_ins(member)
    return _of(member, _factors([member.user_id])[member.user_id], lines[0] if lines else None)


def sign_ins(member: Membership) -> list[SignInLine]:
    """The newest at this clinic first."""
    return [_line(each) for each in SignIn.objects.filter(member=member).order_by("-at")[:SHOWN]]


def _factors(user_ids: list[int]) -> dict[int, list[Authenticator]]:
    found: dict[int, list[Authenticator]] = defaultdict(list)
    for each in Authenticator.objects.filter(user_id__in=user_ids):
        found[each.user_id].append(each)
    return found


def _of(member: Membership, factors: list[Authenticator], last: SignInLine | None) -> Credentials:
    kinds = [each.type for each in factors]
    codes = [each for each in factors if each.type == Authenticator.Type.RECOVERY_CODES]
    return Credentials(
        member=member,
        password_since=member.user.password_changed_at,
        password_waited_for=is_waited_for(member, member),
        app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        codes_left=_left(codes[0]) if codes else None,
        last=last,
    )


def _left(codes: Authenticator) -> int:
    used: int = codes.data.get("used_mask", 0)
    count: int = settings.MFA_RECOVERY_CODE_COUNT
    return count - used.bit_count()


def _line(row: SignIn) -> SignInLine:
    return SignInLine(row.at, browser_of(row.agent), row.get_how_display())

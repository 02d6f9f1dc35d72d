"""Where allauth asks us: how a sign-in is counted and noted, what mails say, how secrets are kept."""

from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from daybook.accounts import limits
from daybook.accounts.actions.end_sessions import end_sessions
from daybook.accounts.agents import browser_of
from daybook.accounts.devices import not_me_token, note_device
from daybook.accounts.models import User
from daybook.accounts.news import News, tell_clinics
from daybook.accounts.sealed import seal_text, unseal_text
from daybook.accounts.sessions import Origin
from daybook.lib.brands import BRANDS
from daybook.lib.text import clean_line

_AGENT = 300
_TOO_MANY = _("Too many tries. Wait ten minutes, or set a new password.")
# What was done stands, told by mail or not. Every other mail is waited for.
_NEWS = {
    "account/email/email_changed",
    "account/email/new_device",
    "account/email/password_changed",
    "account/email/password_reset",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/recovery_codes_generated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc,unused-ignore]
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address and the password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code. Look at the newest mail."),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _("Wait a little before asking for another mail."),
        "email_taken": _("Another account has this e-mail address."),
        "duplicate_email": _("This is your address already."),
    }

    def is_ajax(self, request: HttpRequest) -> bool:
        """No second, undrawn interface in JSON."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """After signing in one only goes to a page of ours."""
        if not url or not url.startswith("/") or not url.isprintable():
            return False
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            # Fewer proxies passed it on than are set, or there is no address: counted as one more place.
            return str(request.META.get("REMOTE_ADDR") or "")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Counts before the password is hashed, and takes the count back when it was right."""
        email, place = str(credentials.get("email", "")).lower(), limits.place_of(self.get_client_ip(request))
        spent = (
            (limits.WRONG_FOR_FROM, (email, place)),
            (limits.WRONG_FROM, (place,)),
            (limits.WRONG_FOR, (email,)),
        )
        # The narrowest first: what it refuses does not count for the person everywhere.
        if not all(limit.spend(*who) for limit, who in spent):
            raise self.validation_error("too_many_login_attempts")
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            for limit, who in spent:
                limit.give_back(*who)
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        agent = clean_line(request.headers.get("User-Agent", ""))[:_AGENT]
        ip = self.get_client_ip(request)
        request.session.origin = Origin(ip or None, agent)  # type: ignore[attr-defined]
        new = note_device(user, ip=ip, agent=agent)
        super().login(request, user)
        if new is not None:
            link = reverse("not-me", kwargs={"token": not_me_token(new)})
            self.send_mail(
                "account/email/new_device",
                user.email,
                {"device": browser_of(agent), "link": link, "at": new.first_at},
            )

    def set_password(self, user: User, password: str) -> None:
        """Whoever was signed in with the old one no longer is."""
        super().set_password(user, password)
        end_sessions(user=user)
        tell_clinics(user, News.PASSWORD_CHANGED)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if not limits.MAILS.spend(email.lower()):
            if template_prefix in _NEWS:
                return
            raise ImmediateHttpResponse(too_many(self.request))
        brand = BRANDS[settings.DAYBOOK.brand]
        address = self.request.build_absolute_uri("/").rstrip("/")
        words = {"brand": brand, "address": address}
        if "user_agent" in context:
            words["user_agent"] = browser_of(context["user_agent"])
        super().send_mail(template_prefix, email, {**context, **words})

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("sign-up-clinic")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc,unused-ignore]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Wait for the next one and type that."),
    }

    def get_totp_issuer(self) -> str:
        return BRANDS[settings.DAYBOOK.brand].name

    def build_totp_svg(self, url: str) -> str:
        """The picture as part of the page, without inline style; black on white in the dark, too, for cameras."""
        code = segno.make_qr(url, error="m")
        return str(
            code.svg_inline(scale=4, border=3, light="#fff", svgclass="qr", lineclass=None, omitsize=True)
        )

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host's name, whatever the port."""
        return {"id": context.request.get_host().partition(":")[0], "name": self.get_totp_issuer()}

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text)


def too_many(request: HttpRequest) -> HttpResponse:
    """The page for who has tried too often."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = "600"
    return answer

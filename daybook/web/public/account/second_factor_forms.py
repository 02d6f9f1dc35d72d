"""Codes of the second factor, checked by accounts/second_factor.py."""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.accounts.limits import WRONG_CODE
from daybook.accounts.models import User
from daybook.accounts.sealed import NotSealedHere, seal_text, unseal_text
from daybook.accounts.second_factor import check_second_factor, step_of
from daybook.lib import clock
from daybook.web.public.account.forms import code_field

PENDING = "second_factor_pending"


class _CountedCode:
    """Mixed into allauth's forms: counted before it is checked, and not counted when it was right."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not WRONG_CODE.spend(self.user.pk):
            raise account_adapter().validation_error("too_many_login_attempts")
        self.authenticator = check_second_factor(self.user, code)
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        WRONG_CODE.give_back(self.user.pk)
        return code


class SecondFactorForm(_CountedCode, allauth.AuthenticateForm):  # type: ignore[misc,unused-ignore]
    code = code_field(_("Code from the app, or a recovery code"), "000000")


class SecondFactorAgainForm(_CountedCode, allauth.ReauthenticateForm):  # type: ignore[misc,unused-ignore]
    code = code_field(_("Code from the app, or a recovery code"), "000000")


class SwitchOnForm(forms.Form):
    """The first code of a new app. The secret waits sealed in the session until then."""

    code = code_field(_("Six digits from the app"), "000000")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.secret = self._secret()

    def _secret(self) -> str:
        session = context.request.session
        try:
            return unseal_text(session[PENDING])
        except (KeyError, NotSealedHere):
            secret = str(generate_totp_secret())
            session[PENDING] = seal_text(secret)
            return secret

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        code = "".join(char for char in self.cleaned_data["code"] if char.isdigit())
        if not WRONG_CODE.spend(self.user.pk):
            raise account_adapter().validation_error("too_many_login_attempts")
        self.step = step_of(self.secret, code, clock.now())
        if self.step is None:
            raise get_adapter().validation_error("incorrect_code")
        WRONG_CODE.give_back(self.user.pk)
        return code

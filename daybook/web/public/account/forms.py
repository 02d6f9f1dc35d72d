"""allauth's forms with our words and lengths: one password field, since it can be looked at, and codes as digits."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.accounts.passwords import MOST

_EMAIL = 254


def email_field(autocomplete: str = "username", **kwargs: Any) -> forms.EmailField:
    attrs = {
        "autocomplete": autocomplete,
        "autocapitalize": "off",
        "spellcheck": "false",
        **kwargs.pop("attrs", {}),
    }
    return LowerEmailField(
        label=_("E-mail"), max_length=_EMAIL, widget=forms.EmailInput(attrs=attrs), **kwargs
    )


class LowerEmailField(forms.EmailField):
    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


def password_field(label: Any = _("Password"), *, new: bool = False, **kwargs: Any) -> forms.CharField:
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label, max_length=MOST, strip=False, widget=forms.PasswordInput(attrs=attrs), **kwargs
    )


def new_password_field(label: Any = _("Password")) -> forms.CharField:
    return password_field(label, new=True, help_text=_("Ten characters or more; a sentence is easy to keep."))


def code_field(label: Any = _("Code"), like: str = "0000-0000") -> forms.CharField:
    attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autofocus": True,
        "class": "code",
        "placeholder": like,
    }
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs))


class SignInForm(allauth.LoginForm):  # type: ignore[misc,unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"login": email_field(attrs={"autofocus": True}), "password": password_field()}


class EmailCodeForm(allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc,unused-ignore]
    code = code_field(_("Code from the mail"))


class ResetCodeForm(allauth.ConfirmPasswordResetCodeForm):  # type: ignore[misc,unused-ignore]
    code = code_field(_("Code from the mail"))


class ResetForm(allauth.ResetPasswordForm):  # type: ignore[misc,unused-ignore]
    email = email_field(attrs={"autofocus": True})


class NewEmailForm(allauth.AddEmailForm):  # type: ignore[misc,unused-ignore]
    email = email_field("email", attrs={"autofocus": True})


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc,unused-ignore]
    """After the mailed code."""

    password1 = new_password_field(_("New password"))
    password2 = None

    def clean_password1(self) -> str:
        return str(get_adapter().clean_password(self.cleaned_data["password1"], user=self.user))


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc,unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "oldpassword": password_field(_("Present password")),
            "password1": new_password_field(_("New password")),
        }

    def clean_oldpassword(self) -> str:
        """Counted like a sign-in."""
        password = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password

    def clean_password1(self) -> str:
        return str(get_adapter().clean_password(self.cleaned_data["password1"], user=self.user))


class PasswordAgainForm(allauth.ReauthenticateForm):  # type: ignore[misc,unused-ignore]
    password = password_field()

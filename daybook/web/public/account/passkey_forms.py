"""What a browser answers about a passkey, as a form. The ceremony itself is accounts/passkeys.py's."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from daybook.accounts import passkeys
from daybook.accounts.agents import browser_of
from daybook.accounts.models import User
from daybook.accounts.queries import passkeys_of
from daybook.lib.text import clean_line

NOT_THAT = _("This passkey was not accepted. Try again, or use another way.")


def answer_field() -> forms.CharField:
    """Filled by js/passkey.js."""
    return forms.CharField(
        label=_("Passkey"),
        widget=forms.HiddenInput,
        error_messages={"required": _("The browser sent no passkey.")},
    )


def name_field() -> forms.CharField:
    attrs = {"autocomplete": "off", "placeholder": _("This phone, office computer …")}
    return forms.CharField(
        label=_("Name of the passkey"),
        max_length=passkeys.NAME_LENGTH,
        widget=forms.TextInput(attrs=attrs),
        help_text=_("So that you know it again in the list."),
    )


class AddPasskeyForm(forms.Form):
    name = name_field()
    credential = answer_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        agent = context.request.headers.get("User-Agent", "")
        super().__init__(*args, **kwargs)
        self.initial = {"name": browser_of(agent)}
        self.user = user
        self.fields["name"].required = False  # nothing typed must not cost the passkey that was just made

    def clean_name(self) -> str:
        agent = context.request.headers.get("User-Agent", "")
        return clean_line(self.cleaned_data["name"]) or browser_of(agent)

    def clean_credential(self) -> dict[str, Any]:
        validate_can_add_authenticator(self.user)
        if len(passkeys_of(self.user)) >= passkeys.MOST:
            raise ValidationError(_("You have ten passkeys. Remove one that you no longer use first."))
        try:
            return passkeys.check_new(self.cleaned_data["credential"])
        except passkeys.BadPasskey:
            raise ValidationError(_("The browser's answer was not accepted. Try again.")) from None


class RenamePasskeyForm(forms.Form):
    name = name_field()

    def __init__(self, *args: Any, instance: Authenticator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"name": instance.wrap().name}
        self.instance = instance

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Write a name that you will know again."))
        return name

    def save(self) -> Authenticator:
        self.instance.data["name"] = self.cleaned_data["name"]
        self.instance.save(update_fields=["data"])
        return self.instance


class ShowPasskeyForm(forms.Form):
    """A passkey that was shown: of `user`, or of whoever it says."""

    reauthenticated = False
    credential = answer_field()

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_credential(self) -> Authenticator:
        try:
            return passkeys.check(self.cleaned_data["credential"], self.user)
        except passkeys.BadPasskey:
            raise ValidationError(NOT_THAT) from None

    def save(self) -> None:
        found = self.cleaned_data["credential"]
        post_authentication(context.request, found, reauthenticated=self.reauthenticated)


class ShowPasskeyAgainForm(ShowPasskeyForm):
    reauthenticated = True

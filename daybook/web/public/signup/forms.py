"""The first and the third step of a clinic's sign-up."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import User
from daybook.clinics.details import ProfileDetails
from daybook.lib.ids import uuid7
from daybook.web.long_choice import LongChoice
from daybook.web.places import countries, currencies, zones
from daybook.web.public.account.forms import email_field, new_password_field
from daybook.web.widgets import PhoneInput

NAME_KEPT = "sign_up_name"
STEPS = (_("You"), _("Code"), _("Clinic"))


def name_field(label: Any = _("Your name")) -> forms.CharField:
    attrs = {"autocomplete": "name", "autofocus": True}
    return forms.CharField(label=label, max_length=120, widget=forms.TextInput(attrs=attrs))


class SignUpForm(SignupForm):  # type: ignore[misc,unused-ignore]
    """An account. `invited`: the address an invitation was sent to, which then cannot be changed."""

    account_already_exists: bool

    def __init__(self, *args: Any, invited: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "name": name_field(),
            "email": email_field("email", help_text=_("We send a code there.")),
            "password1": new_password_field(),
        }
        if invited:
            self.fields["email"].initial = invited
            self.fields["email"].disabled = True

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Someone with this address and this password is signed in instead, so that a form sent twice goes on.
        With another password nothing tells whether the address is known."""
        request.session[NAME_KEPT] = self.cleaned_data["name"]
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    user, response = super().try_save(request)
                return user, response
            except IntegrityError:
                # The same form was sent twice, and the other one was first.
                self.account_already_exists = True
        known = self._known(request)
        if known is None:
            return super().try_save(request)  # type: ignore[no-any-return,unused-ignore]
        onward = get_next_redirect_url(request)
        login = Login(user=known, email=self.cleaned_data["email"], signup=True, redirect_url=onward)
        credentials = {"email": self.cleaned_data["email"]}
        return None, flows.login.perform_password_login(request, credentials, login)

    def _known(self, request: HttpRequest) -> User | None:
        typed = self.cleaned_data
        try:
            return get_adapter().authenticate(request, email=typed["email"], password=typed["password1"])  # type: ignore[no-any-return,unused-ignore]
        except ValidationError:
            # Too many tries, so nothing was hashed; a stranger must not see by the time it took that there is someone.
            User().set_password(typed["password1"])
            return None


class ClinicForm(forms.Form):
    """The clinic itself."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    display_name = name_field(_("Your name, as colleagues see it"))
    name = forms.CharField(
        label=_("Clinic name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    phone = forms.CharField(label=_("Phone of the clinic"), max_length=32, widget=PhoneInput)
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    country = LongChoice(countries, label=_("Country"), initial="IN")
    time_zone = LongChoice(zones, label=_("Time zone"), initial="Asia/Kolkata")
    currency = LongChoice(currencies, label=_("Currency"), initial="INR")

    def details(self, *, email: str, language: str) -> ProfileDetails:
        typed = self.cleaned_data
        return ProfileDetails(
            name=typed["name"],
            address=typed["address"],
            phone=typed["phone"],
            email=email,
            country=typed["country"],
            language=language,
            time_zone=typed["time_zone"],
            currency=typed["currency"],
            tax_id="",
        )

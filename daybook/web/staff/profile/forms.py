"""What the clinic tells about itself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from daybook.clinics.details import ProfileDetails
from daybook.clinics.models import Profile
from daybook.lib.phones import format_phone
from daybook.web.long_choice import LongChoice
from daybook.web.places import countries, currencies, zones
from daybook.web.saving import RowForm
from daybook.web.widgets import PhoneInput


class ProfileForm(RowForm):
    name = forms.CharField(label=_("Clinic name"), max_length=120)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False, widget=PhoneInput)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = LongChoice(
        countries,
        label=_("Country"),
        help_text=_("Phone numbers without a country code are read as its."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = LongChoice(
        zones, label=_("Time zone"), help_text=_("New branches start with it; each may have its own.")
    )
    currency = LongChoice(currencies, label=_("Currency"))
    tax_id = forms.CharField(label=_("GSTIN or tax number"), max_length=20, required=False)

    def __init__(self, data: Any = None, *, row: Profile) -> None:
        names = ProfileDetails.__annotations__
        initial = {name: getattr(row, name) for name in names}
        initial["phone"] = format_phone(row.phone, row.country)
        super().__init__(data, row=row, initial=initial)

    def details(self) -> ProfileDetails:
        typed = self.cleaned_data
        return ProfileDetails(
            name=typed["name"],
            address=typed["address"],
            phone=typed["phone"],
            email=typed["email"],
            country=typed["country"],
            language=typed["language"],
            time_zone=typed["time_zone"],
            currency=typed["currency"],
            tax_id=typed["tax_id"],
        )

"""What is told about a branch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.clinics.details import BranchDetails
from daybook.clinics.models import Branch, Profile
from daybook.lib.phones import format_phone
from daybook.web.long_choice import LongChoice
from daybook.web.places import currencies, zones
from daybook.web.saving import RowForm
from daybook.web.widgets import PhoneInput


class BranchForm(RowForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False, widget=PhoneInput)
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    time_zone = LongChoice(
        zones, label=_("Time zone"), help_text=_("Decides when a day begins and ends here.")
    )
    currency = LongChoice(currencies, label=_("Currency"))

    def __init__(self, data: Any = None, *, clinic: Profile, row: Branch | None = None) -> None:
        """A new branch starts with the clinic's zone and currency."""
        like = row or clinic
        initial: dict[str, Any] = {"time_zone": like.time_zone, "currency": like.currency}
        if row is not None:
            initial |= {"name": row.name, "address": row.address}
            initial["phone"] = format_phone(row.phone, clinic.country)
        super().__init__(data, row=row, initial=initial)

    def details(self) -> BranchDetails:
        typed = self.cleaned_data
        return BranchDetails(
            name=typed["name"],
            address=typed["address"],
            phone=typed["phone"],
            time_zone=typed["time_zone"],
            currency=typed["currency"],
        )

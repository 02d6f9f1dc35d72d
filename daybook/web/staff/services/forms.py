"""What is told about a service."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.clinics.codes import DEFAULT, KNOWN, default_code
from daybook.clinics.details import ServiceDetails
from daybook.clinics.models import COLOURS, Practitioner, Profile, Service, TaxClass
from daybook.lib.money import format_money, minor_digits, parse_money
from daybook.lib.refused import BadInput
from daybook.web.saving import RowChoices, RowForm
from daybook.web.widgets import CheckList, Swatches

HUES = {
    "slate": _("Slate"),
    "blue": _("Blue"),
    "teal": _("Teal"),
    "green": _("Green"),
    "lime": _("Lime"),
    "amber": _("Amber"),
    "orange": _("Orange"),
    "red": _("Red"),
    "pink": _("Pink"),
    "purple": _("Purple"),
    "indigo": _("Indigo"),
    "brown": _("Brown"),
}


class MinutesField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"step": 5, "inputmode": "numeric"}


class ServiceForm(RowForm):
    called: ClassVar = {"price_minor": "price"}

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    minutes = MinutesField(label=_("Minutes"), min_value=5, max_value=720)
    price = forms.CharField(
        label=_("Price"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    tax_class = forms.ChoiceField(label=_("Tax"), choices=TaxClass.choices)
    code = forms.CharField(
        label=_("SAC or HSN code"),
        max_length=8,
        required=False,
        help_text=_("Printed on bills of a clinic with a GSTIN. Choose one, or type 4, 6 or 8 digits."),
        widget=forms.TextInput(
            attrs={"list": "service-codes", "autocomplete": "off", "inputmode": "numeric", "class": "num"}
        ),
    )
    colour = forms.ChoiceField(
        label=_("Colour in the book"), choices=[(each, HUES[each]) for each in COLOURS], widget=Swatches
    )
    buffer_before = MinutesField(label=_("Minutes kept free before"), min_value=0, max_value=240)
    buffer_after = MinutesField(label=_("Minutes kept free after"), min_value=0, max_value=240)

    def __init__(
        self,
        data: Any = None,
        *,
        clinic: Profile,
        practitioners: list[Practitioner],
        initial: dict[str, Any],
        row: Service | None = None,
    ) -> None:
        super().__init__(data, row=row, initial=initial)
        self.clinic = clinic
        self.fields["price"].help_text = _("In %(currency)s.") % {"currency": clinic.currency}
        self.fields["practitioners"] = RowChoices(
            practitioners, label=_("Who does it"), required=False, widget=CheckList(across=True)
        )

    @property
    def codes(self) -> list[tuple[str, Any]]:
        """What the list under the field offers."""
        return list(KNOWN.items())

    def clean_price(self) -> int:
        typed = self.cleaned_data["price"]
        try:
            return parse_money(typed, self.clinic.currency) if typed else 0
        except BadInput as bad:
            raise forms.ValidationError(str(bad.message), code=bad.code) from None

    def details(self) -> ServiceDetails:
        typed = self.cleaned_data
        return ServiceDetails(
            name=typed["name"],
            minutes=typed["minutes"],
            buffer_before=typed["buffer_before"],
            buffer_after=typed["buffer_after"],
            price_minor=typed["price"],
            tax_class=typed["tax_class"],
            code=typed["code"],
            colour=typed["colour"],
        )

    def words(self, name: str, field: forms.Field | None, value: Any) -> str:
        if name == "price_minor":
            return format_money(value, self.clinic.currency)
        return str(value) if isinstance(value, int) else super().words(name, field, value)


def initial_of(service: Service, clinic: Profile, practitioners: list[Practitioner]) -> dict[str, Any]:
    """A service as its form shows it; `practitioners` is who does it."""
    return {
        "name": service.name,
        "minutes": service.minutes,
        "price": _amount(service.price_minor, clinic.currency),
        "tax_class": service.tax_class,
        "code": service.code or default_code(service.tax_class),
        "colour": service.colour,
        "buffer_before": service.buffer_before,
        "buffer_after": service.buffer_after,
        "practitioners": [str(each.id) for each in practitioners],
    }


def initial_of_new(services: list[Service], practitioners: list[Practitioner]) -> dict[str, Any]:
    """A quarter of an hour, done by everyone, in a colour that is not in use yet."""
    used = {service.colour for service in services if service.retired_at is None}
    return {
        "minutes": 15,
        "tax_class": TaxClass.EXEMPT,
        "code": DEFAULT,
        "colour": next((each for each in COLOURS if each not in used), COLOURS[0]),
        "buffer_before": 0,
        "buffer_after": 0,
        "practitioners": [str(each.id) for each in practitioners],
    }


def _amount(minor: int, currency: str) -> str:
    """60050 -> "600.50", 60000 -> "600"."""
    digits = minor_digits(currency)
    if minor % 10**digits == 0:
        return str(minor // 10**digits)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"

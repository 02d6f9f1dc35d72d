"""Amounts as people type and read them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language

from daybook.lib.money import format_money, minor_digits, parse_money
from daybook.lib.refused import BadInput


def told(minor: int, currency: str) -> str:
    """ "₹1,200.50", "₹1,200"."""
    return format_money(minor, currency, get_language() or "en")


def told_in_column(minor: int, currency: str) -> str:
    """With all its decimals, so that a column lines up."""
    return format_money(minor, currency, get_language() or "en", always_decimals=True)


def typed(minor: int, currency: str) -> str:
    """As a field shows it: 60050 is "600.50", 60000 is "600"."""
    digits = minor_digits(currency)
    if minor % 10**digits == 0:
        return str(minor // 10**digits)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


class AmountField(forms.CharField):
    """An amount of the clinic's currency; cleaned to minor units, None when nothing is typed."""

    currency = "INR"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_money(text, self.currency)
        except BadInput as bad:
            raise forms.ValidationError(str(bad.message), code=bad.code) from None

"""Fields that the patient's form is made of."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import BadInput
from daybook.web.widgets import PhoneInput

# What is spoken in Indian clinics, each in its own script (ISO 639-1).
LANGUAGES = (
    ("", _("Not recorded")),
    ("te", "తెలుగు"),
    ("hi", "हिन्दी"),
    ("en", "English"),
    ("ur", "اردو"),
    ("ta", "தமிழ்"),
    ("kn", "ಕನ್ನಡ"),
    ("ml", "മലയാളം"),
    ("mr", "मराठी"),
    ("bn", "বাংলা"),
    ("gu", "ગુજરાતી"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("or", "ଓଡ଼ିଆ"),
)


class ReadField(forms.CharField):
    """Text that a function of ours turns into a value, or refuses in words."""

    read: Callable[[str], Any]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.read(text) if text else None
        except BadInput as bad:
            raise forms.ValidationError(str(bad.message), code=bad.code) from None


def phone_field(label: Any, **kwargs: Any) -> ReadField:
    return ReadField(label=label, max_length=40, required=False, widget=PhoneInput, **kwargs)


def short(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **kwargs.pop("attrs", {})})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


def long(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **kwargs)

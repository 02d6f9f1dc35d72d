"""A day on which nobody works."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Branch
from daybook.web.days import DayField
from daybook.web.saving import RowChoice, RowForm


class HolidayForm(RowForm):
    day = DayField(label=_("Day"))
    name = forms.CharField(
        label=_("What the day is called"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, branches: list[Branch]) -> None:
        super().__init__(data)
        self.fields["branch"] = RowChoice(branches, empty=_("Every branch"), required=False, label=_("Where"))

"""From when on a second factor is a must."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Profile
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.web.days import DayField
from daybook.web.saving import RowForm
from daybook.web.widgets import Choices

OPTIONAL, REQUIRED = "optional", "required"
NOTICE = timedelta(days=14)


class SecondFactorForm(RowForm):
    called: ClassVar[dict[str, str]] = {"second_factor_from": "day"}
    required = forms.ChoiceField(
        label=_("Second factor"),
        widget=Choices,
        choices=[
            (OPTIONAL, _("Optional: each decides for themselves")),
            (REQUIRED, _("Required: without one nobody opens this clinic")),
        ],
    )
    day = DayField(
        label=_("Required from"),
        help_text=_("Until then everybody without one sees how many days are left."),
    )

    def __init__(self, data: Any = None, *, row: Profile) -> None:
        today = local_day(clock.now(), zone(row.time_zone))
        initial = {
            "required": REQUIRED if row.second_factor_from else OPTIONAL,
            "day": row.second_factor_from or today + NOTICE,
        }
        super().__init__(data, row=row, initial=initial)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("required") == OPTIONAL:
            self.errors.pop("day", None)
            return {**typed, "day": None}
        return typed

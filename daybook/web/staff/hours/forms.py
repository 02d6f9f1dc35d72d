"""A leave: days, or part of them. The week has a form of its own (`week_form`)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.lib import clock
from daybook.lib.zones import local_day
from daybook.scheduling.away import moments
from daybook.web.days import DayField
from daybook.web.saving import RowForm
from daybook.web.widgets import DateInput, TimeInput

FARTHEST = timedelta(days=3 * 366)


class LeaveForm(RowForm):
    first = DayField(label=_("First day"), widget=DateInput(attrs={"autofocus": True}))
    last = DayField(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    start = forms.TimeField(
        label=_("From what time"), required=False, widget=TimeInput, help_text=_("Empty: from the morning.")
    )
    end = forms.TimeField(
        label=_("Until what time"),
        required=False,
        widget=TimeInput,
        help_text=_("Empty: to the end of the day."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=120, required=False, help_text=_("Colleagues see it in the book.")
    )

    def __init__(self, data: Any = None, *, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        today = local_day(clock.now(), self.zone)
        for name in ("first", "last"):
            day = typed.get(name)
            if day and abs(day - today) > FARTHEST:
                self.add_error(name, _("This is years away. Look at the date again."))
        return typed

    def moments(self) -> tuple[datetime, datetime]:
        typed = self.cleaned_data
        last = typed["last"] or typed["first"]
        return moments(typed["first"], last, self.zone, typed["start"], typed["end"])

"""When messages are sent, and what they say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.messaging.actions.save_plan import DAYS, MOST_HOURS
from daybook.messaging.models import MessagePlan, MessageTemplate
from daybook.web.saving import RowForm


class PlanForm(RowForm):
    confirmations = forms.BooleanField(
        label=_("Confirm bookings, and tell of moves and cancellations"), required=False
    )
    reminders = forms.BooleanField(label=_("Remind before an appointment"), required=False)
    reminder_hours = forms.IntegerField(
        label=_("Hours before"),
        min_value=1,
        max_value=MOST_HOURS,
        widget=forms.NumberInput(attrs={"class": "num", "inputmode": "numeric"}),
        help_text=_("From 1 to 168, which is a week. Who books later than that is not reminded."),
    )

    keep_days = forms.IntegerField(
        label=_("Days until the words are forgotten"),
        min_value=DAYS[0],
        max_value=DAYS[1],
        widget=forms.NumberInput(attrs={"class": "num", "inputmode": "numeric"}),
        help_text=_("Counted from the appointment. That a message was sent, and when, stays."),
    )

    def __init__(self, data: Any = None, *, row: MessagePlan) -> None:
        names = ("confirmations", "reminders", "reminder_hours", "keep_days")
        super().__init__(data, row=row, initial={name: getattr(row, name) for name in names})


class TemplateForm(RowForm):
    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, data: Any = None, *, row: MessageTemplate) -> None:
        super().__init__(data, row=row, initial={"subject": row.subject, "body": row.body})
        for field in self.fields.values():
            field.widget.attrs["lang"] = row.language

"""Days out of addresses and forms: real ones, of this era. Zones have no moments at the ends of the calendar."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from daybook.web.widgets import DateInput

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
_WORDS = _("Choose a day between the years 2000 and 2200.")


class DayField(forms.DateField):
    """A day in a clinic's book, typed or chosen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput)
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(FIRST_DAY, _WORDS), MaxValueValidator(LAST_DAY, _WORDS)]


def day_or_none(text: str) -> date | None:
    """A day in ISO 8601; anything else, or a day that no book reaches, is as if it were not there."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def moment_or_none(text: str) -> datetime | None:
    """A local date and time in ISO 8601, without a zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=None) if FIRST_DAY <= at.date() <= LAST_DAY else None

"""What reception types to book or move."""

import re
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from daybook.booking import choices
from daybook.booking.choices import OnOffer
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib.ids import uuid7
from daybook.lib.zones import at_local, zone
from daybook.patients.models import Patient
from daybook.web.days import DayField, moment_or_none
from daybook.web.widgets import Picker

_CLOCK = re.compile(r"^\s*(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?\s*m?\.?\s*$", re.IGNORECASE)


PLACE = ("practitioner", "branch", "service")


class ClockField(forms.CharField):
    """A time as people type it: 9, 930, 9:30, 9.30 pm, 21:30."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> time | None:
        text = super().clean(value)
        if not text:
            return None
        found = _CLOCK.match(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if found and found[3]:
            hour = hour % 12 + (12 if found[3].lower() == "p" else 0) if 1 <= hour <= 12 else 99
        if hour > 23 or minute > 59:
            raise forms.ValidationError(_("Write a time such as 9:30 or 4 pm."))
        return time(hour, minute)


def _one_of(label: Any) -> forms.UUIDField:
    wrong = _("Choose one of the list.")
    return forms.UUIDField(label=label, widget=forms.Select, error_messages={"invalid": wrong})


class PlaceForm(forms.Form):
    """Practitioner, service, day and time at a branch: what booking and moving share."""

    branch = _one_of(_("Branch"))
    practitioner = _one_of(_("Practitioner"))
    service = _one_of(_("Service"))
    day = DayField(label=_("Day"))
    time = ClockField(label=_("Time"))
    overbook = forms.CharField(label=_("Reason for overbooking"), max_length=200, required=False)

    def __init__(self, *args: Any, offer: OnOffer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer or OnOffer()

    @property
    def branches(self) -> dict[str, Branch]:
        return self.offer.branches

    def narrow(self) -> None:
        """Fill the lists, with only the services that the chosen practitioner does; for showing, not for checking."""
        chosen = self.offer.practitioners.get(str(self["practitioner"].value()))
        for name, rows in (
            ("branch", self.offer.branches.values()),
            ("practitioner", self.offer.practitioners.values()),
            ("service", self.offer.done_by(chosen) or self.offer.services.values()),
        ):
            chooser = cast(forms.Select, self.fields[name].widget)
            chooser.choices = [(str(row.id), row.name) for row in rows]

    def clean(self) -> dict[str, Any]:
        """Ids become the three rows, read at once; the lists are read only to show them."""
        data = super().clean() or self.cleaned_data
        if all(data.get(name) for name in PLACE):
            found = choices.place(*(data[name] for name in PLACE))
            if found is None:
                self._say_which(data)
            else:
                data.update(zip(PLACE, found, strict=True))
        return data

    def _say_which(self, data: dict[str, Any]) -> None:
        known = (self.offer.practitioners.keys(), self.offer.branches.keys(), self.offer.services.keys())
        missing = [name for name, ids in zip(PLACE, known, strict=True) if str(data[name]) not in ids]
        for name in missing or ["practitioner"]:
            self.add_error(name, self.fields[name].error_messages["invalid"])

    @property
    def zone(self) -> ZoneInfo:
        branch: Branch = self.cleaned_data["branch"]
        return zone(branch.time_zone)

    @property
    def starts_at(self) -> datetime:
        """The moment meant by day and time in the branch's zone."""
        day: date = self.cleaned_data["day"]
        return at_local(day, self.cleaned_data["time"], self.zone)

    def chosen(self) -> tuple[Practitioner, Branch, Service]:
        data = self.cleaned_data
        return data["practitioner"], data["branch"], data["service"]


class BookForm(PlaceForm):
    """A new appointment. `id` is the coming row's id, so that sending the form twice books once."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    patient = forms.UUIDField(
        label=_("Patient"), error_messages={"required": _("Find the patient, or register a new one.")}
    )
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, validators=[ProhibitNullCharactersValidator()]
    )

    def __init__(self, *args: Any, search_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Name or last digits of a phone")
        self.fields["patient"].widget = Picker(search_url=search_url, placeholder=words)

    def show_patient(self, patient: Patient | None) -> None:
        """Fill the picker with the chosen patient's name; without one it takes the focus."""
        widget = cast(Picker, self.fields["patient"].widget)
        widget.label = patient.name if patient else ""
        if patient is None:
            widget.attrs["autofocus"] = True


class MoveForm(PlaceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class DropForm(forms.Form):
    """A card let go over another time: what drag.js sends."""

    practitioner = forms.UUIDField()
    starts_at = forms.CharField(max_length=20)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    def clean_starts_at(self) -> datetime:
        at = moment_or_none(self.cleaned_data["starts_at"])
        if at is None:
            raise forms.ValidationError(_("That is no time."))
        return at


class MarkForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class CancelForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = forms.CharField(label=_("Reason"), max_length=200)

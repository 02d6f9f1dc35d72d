"""What a new clinic offers, and who sees patients there: filled in already, to be changed where it is different."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from daybook.clinics.details import PractitionerDetails, ServiceDetails
from daybook.clinics.kinds import SPECIALITY, USUAL, Kind, Usual
from daybook.clinics.models import Profile
from daybook.lib.ids import uuid7
from daybook.lib.money import parse_money
from daybook.lib.refused import BadInput
from daybook.scheduling.models import Weekday
from daybook.scheduling.week import Span
from daybook.web.saving import RowForm
from daybook.web.widgets import CheckList, TimeInput

RUPEE = "INR"


def kind_of(value: str) -> str:
    return value if value in Kind.values else Kind.GENERAL.value


class ServicesForm(RowForm):
    """The usual services of a kind, a line each; only those that are ticked count."""

    def __init__(self, data: Any = None, *, kind: str, clinic: Profile) -> None:
        super().__init__(data)
        del self.fields["id"]  # each line has its own
        self.clinic, self.usual = clinic, USUAL[kind]
        self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, initial=kind)
        for at, each in enumerate(self.usual):
            self._line(at, each)
        self.fields["templates"] = forms.BooleanField(
            label=_("Add templates for notes as well"), required=False, initial=True
        )

    def _line(self, at: int, each: Usual) -> None:
        price = str(each.rupees) if self.clinic.currency == RUPEE else ""
        self.fields[f"id{at}"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
        self.fields[f"take{at}"] = forms.BooleanField(label=each.name, required=False, initial=True)
        self.fields[f"name{at}"] = forms.CharField(
            label=gettext("Name of {service}").format(service=each.name),
            max_length=80,
            required=False,
            initial=str(each.name),
        )
        self.fields[f"minutes{at}"] = forms.IntegerField(
            label=gettext("Minutes of {service}").format(service=each.name),
            min_value=5,
            max_value=720,
            required=False,
            initial=each.minutes,
        )
        self.fields[f"price{at}"] = forms.CharField(
            label=gettext("Price of {service}").format(service=each.name),
            max_length=30,
            required=False,
            initial=price,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )

    def lines(self) -> list[dict[str, Any]]:
        """The fields line by line, for the page."""
        parts = ("id", "take", "name", "minutes", "price")
        return [{part: self[f"{part}{at}"] for part in parts} for at in range(len(self.usual))]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        taken = [at for at in range(len(self.usual)) if typed.get(f"take{at}")]
        if not taken:
            self.add_error(None, _("Choose at least one service: it is what can be booked."))
        for at in taken:
            self._clean_line(at, typed)
        return typed

    def _clean_line(self, at: int, typed: dict[str, Any]) -> None:
        for part, words in (("name", _("Write a name.")), ("minutes", _("Write how many minutes it takes."))):
            if f"{part}{at}" not in self.errors and not typed.get(f"{part}{at}"):
                self.add_error(f"{part}{at}", words)
        try:
            words = typed.get(f"price{at}", "")
            typed[f"price{at}"] = parse_money(words, self.clinic.currency) if words else 0
        except BadInput as bad:
            self.add_error(f"price{at}", str(bad.message))

    def wanted(self) -> list[tuple[UUID, ServiceDetails]]:
        """The ticked lines, valid."""
        typed = self.cleaned_data
        return [
            (
                typed[f"id{at}"],
                ServiceDetails(
                    name=typed[f"name{at}"],
                    minutes=typed[f"minutes{at}"],
                    buffer_before=0,
                    buffer_after=each.after,
                    price_minor=typed[f"price{at}"],
                    tax_class=each.tax_class,
                    colour=each.colour,
                ),
            )
            for at, each in enumerate(self.usual)
            if typed[f"take{at}"]
        ]


class WhoForm(RowForm):
    """Somebody who sees patients, and the hours of their week: the same on each of its days."""

    name = forms.CharField(
        label=_("Name, as patients know it"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    speciality = forms.CharField(label=_("Speciality"), max_length=80, required=False)
    me = forms.BooleanField(label=_("This is me"), required=False)
    days = forms.MultipleChoiceField(
        label=_("Days"),
        choices=[(str(day.value), day.label) for day in Weekday],
        widget=CheckList(across=True),
    )
    first_from = forms.TimeField(label=pgettext_lazy("hours", "From"), widget=TimeInput)
    first_to = forms.TimeField(label=pgettext_lazy("hours", "Until"), widget=TimeInput)
    then_from = forms.TimeField(label=_("And again from"), required=False, widget=TimeInput)
    then_to = forms.TimeField(label=pgettext_lazy("hours", "Until"), required=False, widget=TimeInput)

    def __init__(self, data: Any = None, *, kind: str, name: str, may_be_me: bool, me: bool) -> None:
        initial = {
            "name": name if me else "",
            "speciality": str(SPECIALITY[kind]),
            "me": me,
            "days": ["0", "1", "2", "3", "4", "5"],
            "first_from": "09:00",
            "first_to": "13:00",
            "then_from": "17:00",
            "then_to": "20:00",
        }
        super().__init__(data, initial=initial)
        if not may_be_me:
            del self.fields["me"]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(typed.get("then_from")) != bool(typed.get("then_to")) and not {
            "then_from",
            "then_to",
        } & set(self.errors):
            missing = "then_to" if typed.get("then_from") else "then_from"
            self.add_error(missing, _("Write both times, or neither."))
        return typed

    def details(self) -> PractitionerDetails:
        typed = self.cleaned_data
        return PractitionerDetails(name=typed["name"], speciality=typed["speciality"], registration="")

    def spans(self) -> list[Span]:
        """Each chosen day's hours; an end of 0:00 is midnight."""
        typed = self.cleaned_data
        hours = [(typed["first_from"], typed["first_to"])]
        if typed["then_from"]:
            hours.append((typed["then_from"], typed["then_to"]))
        return [
            Span(int(day), _minute(starts), _minute(ends) or 1440)
            for day in typed["days"]
            for starts, ends in hours
        ]


def _minute(at: Any) -> int:
    minutes: int = at.hour * 60 + at.minute
    return minutes

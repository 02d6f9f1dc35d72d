"""A form with one field of each kind."""

from typing import Any

from django import forms

from daybook.clinics.models import COLOURS
from daybook.web import widgets


def choice(label: str, values: str, widget: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[(word.lower(), word) for word in values.split()], widget=widget, **kwargs
    )


class Example(forms.Form):
    """Looked at on /dev/parts/, sent from its dialog."""

    name = forms.CharField(label="Name", max_length=80)
    phone = forms.CharField(
        label="Phone", widget=widgets.PhoneInput, help_text="Ten digits, or + and country."
    )
    email = forms.EmailField(label="E-mail", required=False)
    born = forms.DateField(label="Born", required=False, widget=widgets.DateInput)
    at = forms.TimeField(label="From", required=False, widget=widgets.TimeInput)
    price = forms.DecimalField(label="Price", required=False)
    language = forms.ChoiceField(label="Language", choices=[("", "Not known"), ("te", "తెలుగు")])
    sex = choice("Sex", "Female Male Other", widgets.Segments, required=False)
    reach = choice("Reached by", "Phone WhatsApp", widgets.Choices, required=False)
    days = forms.MultipleChoiceField(
        label="Days",
        required=False,
        choices=[("1", "Mon"), ("2", "Tue"), ("3", "Wed")],
        widget=widgets.CheckList(across=True),
    )
    colour = choice("Colour", " ".join(COLOURS).title(), widgets.Swatches, required=False)
    patient = forms.CharField(
        label="Patient",
        required=False,
        widget=widgets.Picker(search_url="/dev/parts/search/?pick", placeholder="Name or last digits"),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Seen by staff only.",
    )
    agree = forms.BooleanField(
        label="May be reached about appointments", required=False, help_text="Can be taken back at any time."
    )
    locked = forms.CharField(label="File number", required=False, disabled=True, initial="OP1187")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("name") == "taken":
            raise forms.ValidationError("Someone else booked 10:15 a moment ago.")
        return self.cleaned_data


class Short(Example):
    """What the dialog shows of it."""

    field_order = ("name", "phone", "language", "sex", "patient", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in self.field_order}


class Door(forms.Form):
    """Sign-in, to look at."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


def filled() -> Example:
    return Example(initial={"name": "Kavya Chowdary", "sex": "female", "colour": "teal", "days": ["1", "3"]})


def wrong() -> Example:
    """The form after a bad submit."""
    data = {"phone": "12", "email": "x", "born": "1990-02-31", "sex": "z", "note": "What was typed stays."}
    form = Example({f"wrong-{name}": value for name, value in data.items()}, prefix="wrong")
    form.is_valid()
    return form

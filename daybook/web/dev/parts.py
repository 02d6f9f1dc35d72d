"""Every screen part in every state: the page to look at before making a new one."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daybook.web import widgets
from daybook.web.dev.frame import dress
from daybook.web.dialogs import done, show

ICONS = Path(__file__).resolve().parents[1] / "static" / "img" / "icons.svg"
TINTS = ("slate", "blue", "teal", "green", "lime", "amber", "orange", "red", "pink", "purple", "indigo", "brown")
PEOPLE = (
    ("Kavya Chowdary", "34", "98480 22338", "today 10:00"),
    ("Kavitha Rao", "61", "99590 11827", "12 Sep"),
    ("Kiran Kumar Vadlamani", "8", "98480 22338", "never"),
    ("కవిత రెడ్డి", "45", "90000 45210", "3 Jul"),
)


class Example(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", max_length=80)
    phone = forms.CharField(label="Phone", widget=widgets.PhoneInput, help_text="Ten digits, or with + and the country.")
    email = forms.EmailField(label="E-mail", required=False)
    born = forms.DateField(label="Born", required=False, widget=widgets.DateInput)
    at = forms.TimeField(label="From", required=False, widget=widgets.TimeInput)
    price = forms.DecimalField(label="Price", required=False)
    language = forms.ChoiceField(label="Language", choices=[("", "Not known"), ("en", "English"), ("te", "తెలుగు")])
    sex = forms.ChoiceField(label="Sex", required=False, choices=[("f", "Female"), ("m", "Male"), ("o", "Other")], widget=widgets.Segments)
    reach = forms.ChoiceField(label="Reached by", required=False, choices=[("p", "Phone"), ("w", "WhatsApp")], widget=widgets.Choices)
    days = forms.MultipleChoiceField(label="Days", required=False, choices=[("1", "Mon"), ("2", "Tue"), ("3", "Wed")], widget=widgets.CheckList(across=True))
    colour = forms.ChoiceField(label="Colour", required=False, choices=[(tint, tint.title()) for tint in TINTS], widget=widgets.Swatches)
    patient = forms.CharField(label="Patient", required=False, widget=widgets.Picker(search_url="/dev/parts/search/?pick", placeholder="Name or last digits"))
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Seen by staff only.")
    agree = forms.BooleanField(label="May be reached about appointments", required=False, help_text="The patient can take this back at any time.")
    locked = forms.CharField(label="File number", required=False, disabled=True, initial="OP1187")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("name") == "taken":
            raise forms.ValidationError("Someone else booked 10:15 a moment ago. Next free: 10:30, 10:45, 11:30.")
        return self.cleaned_data


def page(request: HttpRequest) -> HttpResponse:
    dress(request)
    if request.GET.get("messages"):
        messages.success(request, "Saved.")
        messages.error(request, "Not saved: the connection was lost.")
    context = {
        "form": Example(initial={"name": "Kavya Chowdary", "sex": "f", "colour": "teal", "days": ["1", "3"]}),
        "wrong": wrong_form(),
        "tints": TINTS,
        "page": Paginator(range(4812), 50).page(2),
        "people": PEOPLE,
        "figures": [SimpleNamespace(label=a, value=b, note=c) for a, b, c in (("Seen", "11", "of 25"), ("No-show", "1", ""), ("Taken today", "₹12,350", ""), ("Due", "₹400", ""))],
        "states": [("booked", "Booked"), ("arrived", "Arrived"), ("inroom", "In consultation"), ("done", "Done"), ("noshow", "No-show"), ("over", "Overbooked"), ("held", "Held")],
        "icons": re.findall(r'id="(\w+)"', ICONS.read_text()),
        "steps": ["Patient", "Time", "Confirm"],
    }
    return render(request, "dev/parts.html", context)


def wrong_form() -> Example:
    """The form after a bad submit."""
    data = {"wrong-phone": "12", "wrong-email": "x", "wrong-born": "31/02/1990", "wrong-sex": "z", "wrong-note": "What was typed stays."}
    form = Example(data, prefix="wrong")
    form.is_valid()
    return form


def form(request: HttpRequest) -> HttpResponse:
    """A form for the dialog: an empty name is bad input, the name "taken" is refused, anything else works."""
    dress(request)
    bound = Example(request.POST or None)
    for name in ("email", "born", "at", "price", "reach", "days", "colour", "locked", "agree"):
        del bound.fields[name]
    if request.method == "POST" and bound.is_valid():
        return done(request, f"Booked {bound.cleaned_data['name']}.", "/dev/parts/")
    status = 200 if request.method == "GET" else 409 if bound.non_field_errors() else 422
    return show(request, "dev/_form.html", {"form": bound}, status=status)


def search(request: HttpRequest) -> HttpResponse:
    words = request.POST.get("q", "").casefold()
    found = [(n, person) for n, person in enumerate(PEOPLE) if any(part.casefold().startswith(words) for part in person[0].split()) or person[2].replace(" ", "").endswith(words)]
    return render(request, "dev/_options.html", {"found": found, "words": words, "pick": "pick" in request.GET})


def settings_page(request: HttpRequest) -> HttpResponse:
    dress(request)
    return render(request, "dev/settings.html", {"form": Example(), "people": PEOPLE})


def door(request: HttpRequest) -> HttpResponse:
    return render(request, "dev/door.html", {"form": DoorForm(request.POST or None)})


class DoorForm(forms.Form):
    """Sign-in, to look at."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


def error(request: HttpRequest, code: str) -> HttpResponse:
    known = code if code in ("400", "403", "404", "500", "403_csrf") else "404"
    return render(request, f"{known}.html", status=int(known[:3]))

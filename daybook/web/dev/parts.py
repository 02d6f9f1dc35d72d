"""Every screen part in every state: the page to look at before making a new one."""

import re
from pathlib import Path
from types import SimpleNamespace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daybook.clinics.models import COLOURS
from daybook.web.dev import example, made_up
from daybook.web.dev.frame import dress
from daybook.web.dialogs import done, show

ICONS = Path(__file__).resolve().parents[1] / "static" / "img" / "icons.svg"
PEOPLE = (
    ("Kavya Chowdary", "34", "98480 22338", "today 10:00"),
    ("Kavitha Rao", "61", "99590 11827", "12 Sep"),
    ("Kiran Kumar Vadlamani", "8", "98480 22338", "never"),
    ("కవిత రెడ్డి", "45", "90000 45210", "3 Jul"),
)
FIGURES = (("Seen", "11", "of 25"), ("No-show", "1", ""), ("Taken today", "₹12,350", ""), ("Due", "₹400", ""))


def page(request: HttpRequest) -> HttpResponse:
    dress(request)
    if request.GET.get("messages"):
        messages.success(request, "Saved.")
        messages.error(request, "Not saved: the connection was lost.")
    context = {
        "form": example.filled(),
        "wrong": example.wrong(),
        "tints": COLOURS,
        "page": Paginator(range(4812), 50).page(2),
        "people": PEOPLE,
        "figures": [SimpleNamespace(label=label, value=value, note=note) for label, value, note in FIGURES],
        "states": [*made_up.WORDS.items(), ("over", "Overbooked")],
        "icons": re.findall(r'id="(\w+)"', ICONS.read_text()),
        "steps": ["Patient", "Time", "Confirm"],
    }
    return render(request, "dev/parts.html", context)


def form(request: HttpRequest) -> HttpResponse:
    """A form for the dialog: an empty name is bad input, the name "taken" is refused, anything else works."""
    dress(request)
    bound = example.Short(request.POST or None)
    if request.method == "POST" and bound.is_valid():
        return done(request, f"Booked {bound.cleaned_data['name']}.", "/dev/parts/")
    status = 200 if request.method == "GET" else 409 if bound.non_field_errors() else 422
    return show(request, "dev/_form.html", {"form": bound}, status=status)


def search(request: HttpRequest) -> HttpResponse:
    words = request.POST.get("q", "").casefold()
    found = [(n, person) for n, person in enumerate(PEOPLE) if _fits(person, words)]
    return render(
        request, "dev/_options.html", {"found": found, "words": words, "pick": "pick" in request.GET}
    )


def _fits(person: tuple[str, ...], words: str) -> bool:
    name, _, phone, _ = person
    return phone.replace(" ", "").endswith(words) or any(
        part.casefold().startswith(words) for part in name.split()
    )


def settings_page(request: HttpRequest) -> HttpResponse:
    dress(request)
    return render(request, "dev/settings.html", {"form": example.Example()})


def door(request: HttpRequest) -> HttpResponse:
    return render(request, "dev/door.html", {"form": example.Door(request.POST or None)})


def error(request: HttpRequest, code: str) -> HttpResponse:
    known = code if code in ("400", "403", "404", "500", "403_csrf") else "404"
    return render(request, f"{known}.html", status=int(known[:3]))

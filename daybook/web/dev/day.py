"""The day view with a made-up day; `?many` draws ten practitioners with twenty appointments each."""

from dataclasses import replace
from typing import get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daybook.web.dev.frame import dress
from daybook.web.dialogs import done, show
from daybook.web.staff.day.lanes import side_by_side
from daybook.web.staff.day.shapes import Block, Card, Choice, Column, DayPage, Empty, Figure, NextFree, State, Waiting

WORDS: dict[State, str] = {"booked": "Booked", "arrived": "Arrived", "inroom": "In consultation", "done": "Done", "noshow": "No-show", "held": "Held"}
URL = "/dev/parts/day/"
_moved: dict[str, tuple[str, int, int]] = {}

DAY: tuple[tuple[str, str, str, str, tuple[tuple[str, int, State, str, str, str, str, str], ...]], ...] = (
    ("Dr Meera Rao", "General medicine · Room 1", "12 min late", "bad", (
        ("9:00", 15, "done", "Lakshmi Naidu", "58", "Follow-up", "blue", "₹500 paid"),
        ("9:15", 15, "done", "Suresh Patel", "47", "Consultation", "teal", "₹600 paid"),
        ("9:35", 20, "inroom", "Imran Sheikh", "42", "Consultation", "teal", "since 9:47"),
        ("10:00", 15, "arrived", "Kavya Chowdary", "34", "Follow-up", "blue", "18 min"),
        ("10:15", 15, "arrived", "R. Venkatesh", "67", "Consultation", "teal", "9 min"),
        ("10:30", 30, "booked", "Joseph Thomas", "39", "Health check", "green", "confirmed"),
        ("11:15", 15, "booked", "Anita Sharma", "29", "Consultation", "teal", ""),
        ("11:15", 15, "booked+", "Padmavathi Venkata Lakshmi", "71", "Pain", "red", "overbooked by Dr Rao"),  # type: ignore[arg-type]
        ("11:45", 15, "booked", "Padma Reddy", "52", "Follow-up", "blue", "confirmed"),
        ("12:30", 20, "booked", "Harsha Varma", "24", "Consultation", "teal", ""),
        ("17:00", 10, "booked", "Sunil Nair", "44", "Dressing", "orange", ""),
        ("17:10", 10, "held", "Held for the website", "", "", "", "4 min left"),
    )),
    ("Dr Farid Khan", "Paediatrics · Room 2", "on time", "", (
        ("9:00", 20, "done", "Baby of Divya", "0", "Vaccination", "amber", "₹1,250 paid"),
        ("9:25", 20, "done", "Aarav Gupta", "6", "Consultation", "teal", "due ₹400"),
        ("9:50", 20, "inroom", "Zoya Fatima", "3", "Fever", "pink", "since 9:52"),
        ("10:15", 20, "arrived", "Ishaan Rao", "9", "Follow-up", "blue", "4 min"),
        ("10:45", 20, "booked", "సాయి తేజ", "11", "Vaccination", "amber", "confirmed"),
        ("11:30", 20, "booked", "Nila Kumar", "2", "Consultation", "teal", ""),
    )),
    ("Dr Asha Iyer", "Dermatology · Room 4", "on time", "", (
        ("9:30", 30, "done", "Deepa Menon", "31", "Skin procedure", "purple", "₹4,000 paid"),
        ("10:00", 15, "noshow", "Rahul Verma", "27", "Consultation", "teal", ""),
        ("10:15", 15, "inroom", "Grace Paul", "40", "Follow-up", "blue", "since 10:14"),
        ("10:45", 45, "booked", "Bhavana K.", "36", "Laser, session 3 of 6", "indigo", "package"),
        ("12:00", 15, "booked", "Nithya S.", "22", "Consultation", "teal", "confirmed"),
    )),
    ("Dr Vikram Das", "Dental · Chair 1", "8 min early", "ok", (
        ("8:45", 45, "done", "Mohammed Ali", "55", "Root canal, 2nd", "brown", "₹3,500 paid"),
        ("9:45", 30, "inroom", "Sunita Devi", "48", "Scaling", "lime", "since 9:40"),
        ("10:30", 30, "booked", "Prakash J.", "62", "Crown fitting", "slate", "confirmed"),
        ("11:00", 15, "arrived+", "Walk-in: Ravi", "19", "Pain", "red", "Dr Rao asked"),  # type: ignore[arg-type]
        ("11:30", 60, "booked", "Teja Goud", "33", "Implant consultation", "slate", "deposit paid"),
    )),
)  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    dress(request)
    return render(request, "staff/day/day.html", {"page": made_up(request)})


def live(request: HttpRequest) -> HttpResponse:
    """What the day's poll gets: 304 until something was moved."""
    etag = f'"{len(_moved)}-{hash(frozenset(_moved.values()))}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    dress(request)
    return render(request, "staff/day/_live.html", {"page": made_up(request)}, headers={"ETag": etag})  # type: ignore[call-arg]


def card(request: HttpRequest, card_id: str) -> HttpResponse:
    dress(request)
    return show(request, "dev/_card.html", {"id": card_id, "move_url": f"{URL}{card_id}/move/"})


def move(request: HttpRequest, card_id: str) -> HttpResponse:
    """Moves a card; the last practitioner refuses, to show how that looks."""
    dress(request)
    practitioner, at = request.POST.get("practitioner", ""), request.POST.get("starts_at", "")[11:]
    if request.method == "GET":
        return show(request, "dev/_card.html", {"id": card_id, "move_url": ""})
    if practitioner == "p3":
        return show(request, "dev/_refused.html", {"at": at}, status=409)
    _moved[card_id] = (practitioner, *_row(at))
    return done(request, f"Moved to {at}.", URL)


def _row(text: str) -> tuple[int, int]:
    hour, minute = text.split(":")
    return int(hour) * 12 + int(minute) // 5, 0


def made_up(request: HttpRequest) -> DayPage:
    """A morning at a small clinic, at 10:22."""
    many = "many" in request.GET
    columns = _many() if many else _few()
    columns = () if "empty" in request.GET else columns
    query = "?" + request.GET.urlencode() if request.GET else ""
    return DayPage(
        day="2026-11-21",
        heading="Saturday 21 November",
        columns=columns,
        first_row=8 * 12,
        rows=12 * 12,
        previous_url=f"{URL}?day=2026-11-20",
        today_url=URL,
        next_url=f"{URL}?day=2026-11-22",
        now=10 * 60 + 22,
        now_text="10:22",
        is_today=True,
        book_url="/dev/parts/form/",
        poll_url=f"{URL}live/{query}",
        etag='"0-0"',
        branches=(Choice("Kukatpally", URL, True), Choice("Madhapur", f"{URL}?branch=2")),
        practitioners=(Choice("All practitioners", URL, True), *(Choice(c.name, f"{URL}?p={c.id}") for c in columns)),
        practitioners_word=f"{len(columns)} practitioners",
        waiting=tuple(
            Waiting(name, detail, 622 - minutes, minutes, f"{URL}p0-3/", token, minutes > 15)
            for token, name, detail, minutes in (
                ("A-12", "Kavya Chowdary", "Dr Rao · booked 10:00", 18),
                ("A-13", "R. Venkatesh", "Dr Rao · booked 10:15", 9),
                ("B-07", "Ishaan Rao", "Dr Khan · booked 10:15", 4),
                ("", "Walk-in: Salma Begum", "Dr Rao · no appointment", 2),
            )
        ),
        waiting_note="longest 18 min",
        figures=(Figure("Seen", "11", "of 25"), Figure("No-show", "1"), Figure("Overbooked", "2"), Figure("Free today", "3 h 40")),
        next_free=(
            NextFree("Dr Meera Rao", "11:00", "/dev/parts/form/"),
            NextFree("Dr Farid Khan", "10:35", "/dev/parts/form/"),
            NextFree("Dr Asha Iyer", "Mon 9:30", "/dev/parts/form/", "on leave this afternoon"),
            NextFree("Dr Vikram Das", "12:30", "/dev/parts/form/"),
        ),
        empty=Empty("Nobody works here today", "No practitioner has hours at this branch on Saturday 21 November.", "/dev/parts/form/", "Set hours"),
    )  # fmt: skip


def _few() -> tuple[Column, ...]:
    cards: dict[str, list[Card]] = {f"p{n}": [] for n in range(len(DAY))}
    for n, (*_, appointments) in enumerate(DAY):
        for m, (at, minutes, state, name, age, service, colour, detail) in enumerate(appointments):
            bare: State = state.rstrip("+")  # type: ignore[assignment]
            home, row = _moved.get(f"p{n}-{m}", (f"p{n}", _row(at)[0]))[:2]
            made = Card(f"p{n}-{m}", row, minutes // 5, bare, WORDS[bare], name, f"{row // 12}:{row % 12 * 5:02}", f"{URL}p{n}-{m}/", age, service, colour, detail, state.endswith("+"), move_url=f"{URL}p{n}-{m}/move/" if bare in ("booked", "arrived") else "")
            cards[home].append(made)
    blocks = {
        "p0": (Block("closed", 96, 12), Block("break", 13 * 12, 24, "Lunch"), Block("closed", 19 * 12, 12)),
        "p1": (Block("closed", 96, 12), Block("closed", 13 * 12, 84, "Not here in the afternoon")),
        "p2": (Block("closed", 96, 18), Block("leave", 13 * 12, 84, "On leave")),
        "p3": (Block("break", 13 * 12 + 6, 12, "Break"), Block("closed", 18 * 12, 24)),
    }
    return tuple(
        Column(f"p{n}", name, side_by_side(cards[f"p{n}"]), blocks[f"p{n}"], detail, tag, kind)  # type: ignore[arg-type]
        for n, (name, detail, tag, kind, _) in enumerate(DAY)
    )


def _many() -> tuple[Column, ...]:
    states = get_args(State)
    return tuple(
        replace(
            _few()[n % 4],
            id=f"m{n}",
            cards=tuple(
                Card(f"m{n}-{m}", 102 + m * 6, 4, states[(n + m) % 5], WORDS[states[(n + m) % 5]], f"Patient Number {m}", f"{(102 + m * 6) // 12}:{(m + 1) % 2 * 30:02}", f"{URL}m{n}-{m}/", "40", "Consultation", "teal", "confirmed", move_url=f"{URL}m{n}-{m}/move/")
                for m in range(20)
            ),
            blocks=(Block("closed", 96, 6), Block("closed", 222, 18)),
        )
        for n in range(10)
    )

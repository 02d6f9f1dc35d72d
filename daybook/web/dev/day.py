"""The day view with made-up data: `?many` draws ten practitioners, `?empty` none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daybook.web.dev import made_up
from daybook.web.dev.frame import dress
from daybook.web.dialogs import done, show
from daybook.web.staff.day.shapes import Choice, DayPage, Empty

URL = made_up.URL


def page(request: HttpRequest) -> HttpResponse:
    dress(request)
    return render(request, "staff/day/day.html", {"page": day_page(request)})


def live(request: HttpRequest) -> HttpResponse:
    """What the day's poll gets: 304 until something was moved."""
    if request.headers.get("If-None-Match") == etag():
        response = HttpResponse(status=304)
    else:
        dress(request)
        response = render(request, "staff/day/_live.html", {"page": day_page(request)})
    response["ETag"] = etag()
    return response


def card(request: HttpRequest, card_id: str) -> HttpResponse:
    dress(request)
    return show(request, "dev/_card.html", {"move_url": f"{URL}{card_id}/move/"})


def move(request: HttpRequest, card_id: str) -> HttpResponse:
    """Moves a card; the last practitioner refuses, to show how that looks."""
    dress(request)
    if request.method == "GET":
        return show(request, "dev/_card.html", {"move_url": ""})
    practitioner, at = request.POST.get("practitioner", ""), request.POST.get("starts_at", "")[11:]
    if practitioner == "p3":
        return show(request, "dev/_refused.html", status=409)
    made_up.moved[card_id] = (practitioner, made_up.row_of(at))
    return done(request, f"Moved to {at}.", URL)


def etag() -> str:
    return f'"{len(made_up.moved)}-{abs(hash(frozenset(made_up.moved.items())))}"'


def day_page(request: HttpRequest) -> DayPage:
    columns = () if "empty" in request.GET else made_up.many() if "many" in request.GET else made_up.few()
    return DayPage(
        day="2026-11-21",
        heading="Saturday 21 November",
        columns=columns,
        first_row=96,
        rows=144,
        previous_url=f"{URL}?day=2026-11-20",
        today_url=URL,
        next_url=f"{URL}?day=2026-11-22",
        now=622,
        now_text="10:22",
        is_today=True,
        book_url=made_up.FORM,
        poll_url=f"{URL}live/?{request.GET.urlencode()}",
        etag=etag(),
        branches=(Choice("Kukatpally", URL, True), Choice("Madhapur", f"{URL}?branch=2")),
        practitioners=(Choice("All", URL, True), *(Choice(c.name, f"{URL}?p={c.id}") for c in columns)),
        practitioners_word=f"{len(columns)} practitioners",
        waiting=made_up.WAITING,
        waiting_note="longest 18 min",
        figures=made_up.FIGURES,
        next_free=made_up.NEXT_FREE,
        empty=Empty(
            "Nobody works here today",
            "No practitioner has hours at this branch on Saturday 21 November.",
            made_up.FORM,
            "Set hours",
        ),
    )

"""How full the days of a month are."""

import re
from typing import Any

from daybook.scheduling.models import Holiday
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.web.book.conftest import MONDAY, SUNDAY, THURSDAY, TUESDAY, WEDNESDAY, Book, at

MONTH: dict[str, Any] = {"day": WEDNESDAY}


def cells(page: str) -> dict[str, str]:
    """Day of March -> what is said of it."""
    found = re.findall(r'href="[^"]*day=2026-03-(\d\d)[^"]*"><span class="vh">([^<]+)<', page)
    return dict(found)


def test_the_load_is_the_booked_share_of_the_working_time(book: Book) -> None:
    for hour in range(9, 13):
        book.put(THURSDAY, hour, minutes=60)
    other = factories.make_patient(book.clinic)  # overbooked on purpose, in time that is taken already
    book.put(THURSDAY, 9, lane=1, overbook_reason="Ill", patient=other)
    page = book.get("month/", **MONTH).content.decode()
    assert cells(page)["05"] == "Thursday 5 March, 5 booked, 50 % of the working time booked"
    assert '<rect width="50"' in page


def test_a_day_of_the_past_tells_who_came(book: Book) -> None:
    book.put(TUESDAY, 9, status="done")
    book.put(TUESDAY, 10, status="no_show")
    book.put(TUESDAY, 11, status="cancelled")
    told = cells(book.get("month/", **MONTH).content.decode())["03"]
    assert "1 of 2 seen" in told
    assert "1 no-show" in told


def test_it_is_of_everyone_or_of_one(book: Book) -> None:
    book.put(MONDAY, 9, who=book.ben, minutes=8 * 60)
    everyone = cells(book.get("month/", **MONTH).content.decode())["02"]
    ben = cells(book.get("month/", **MONTH, who=book.ben.id).content.decode())["02"]
    anna = cells(book.get("month/", **MONTH, who=book.anna.id).content.decode())["02"]
    assert ["50 %" in everyone, "100 %" in ben, "0 %" in anna] == [True] * 3


def test_holidays_leave_and_closed_days_say_so(book: Book) -> None:
    with clinic_scope(book.clinic):
        Holiday.objects.create(day=THURSDAY, name="Holi")
        factories.make_leave(book.anna, at(TUESDAY, 0), at(WEDNESDAY, 0), "Conference")
    told = cells(book.get("month/", **MONTH, who=book.anna.id).content.decode())
    assert told["05"] == "Thursday 5 March, Holi"
    assert told["03"].endswith("Conference")
    assert told[f"{SUNDAY.day:02}"].endswith("Closed")


def test_the_ends_of_the_calendar_are_months_too(book: Book) -> None:
    for day in ("2000-01-01", "2200-01-01", "nonsense"):
        assert book.get("month/", day=day).status_code == 200

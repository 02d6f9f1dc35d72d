"""A day that is over is a record, not a form."""

import re
from typing import Any

import pytest

from daybook.booking.models import Appointment
from daybook.tenancy.scope import clinic_scope
from tests.web.book.conftest import TUESDAY, WEDNESDAY, Book, at

HTMX = {"HX-Request": "true"}


def column(page: str) -> str:
    found = re.search(r'<section class="col.*?</section>', page, re.S)
    assert found
    return found[0]


def test_it_reads_as_what_happened(book: Book) -> None:
    times: dict[str, Any] = {
        "arrived_at": at(TUESDAY, 8, 51),
        "consulted_at": at(TUESDAY, 9, 10),
        "done_at": at(TUESDAY, 9, 25),
    }
    book.put(TUESDAY, 9, status="done", **times)
    page = book.get("day/", day=TUESDAY).content.decode()
    assert "Seen 9:10–9:25" in column(page)
    assert "came 8:51" in column(page)
    assert "it is shown as it went" in page


def test_what_was_marked_later_is_not_told_as_a_time_of_that_day(book: Book) -> None:
    book.put(TUESDAY, 9, status="done", done_at=at(WEDNESDAY, 9, 30))
    assert "9:30" not in column(book.get("day/", day=TUESDAY).content.decode())


def test_nothing_is_booked_by_a_click_nor_dragged(book: Book) -> None:
    book.put(TUESDAY, 9)
    past = book.get("day/", day=TUESDAY).content.decode()
    assert 'data-book-url=""' in past and "data-move-url" not in past
    book.put(WEDNESDAY, 12)
    today = book.get("day/", day=WEDNESDAY).content.decode()
    assert 'data-book-url=""' not in today and "data-move-url" in today


def test_who_was_never_marked_is_listed_and_can_be_marked_afterwards(book: Book) -> None:
    row = book.put(TUESDAY, 9)
    day = book.get("day/", day=TUESDAY).content.decode()
    assert f'/appointments/{row.id}/" data-dialog><i class="g g-booked">' in day
    card = book.get(f"appointments/{row.id}/").content.decode()
    assert "Mark afterwards" in card
    assert re.findall(r"/(finish|absence|arrival|start|move|cancellation)/", card) == ["finish", "absence"]
    base = f"/c/{book.clinic.slug}/appointments/{row.id}/"
    assert book.desk.post(f"{base}absence/", {"version": 1}, headers=HTMX).status_code == 204
    assert "marked later, Wed 4 Mar 10:00" in book.get(f"appointments/{row.id}/").content.decode()


@pytest.mark.parametrize(("verb", "body"), [("arrival", {}), ("move", {"starts_at": f"{WEDNESDAY}T15:00"})])
def test_nobody_arrives_yesterday_and_yesterday_is_not_moved(
    book: Book, verb: str, body: dict[str, str]
) -> None:
    row = book.put(TUESDAY, 9)
    form = {"version": 1, "practitioner": book.anna.id, **body}
    answer = book.desk.post(f"/c/{book.clinic.slug}/appointments/{row.id}/{verb}/", form, headers=HTMX)
    assert answer.status_code == 409
    assert "That day is over" in answer.content.decode()
    with clinic_scope(book.clinic):
        assert Appointment.objects.get(id=row.id).status == "booked"

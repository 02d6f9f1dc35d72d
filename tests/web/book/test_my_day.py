"""A practitioner's own today."""

import re

import pytest
from django.test import Client

from daybook.booking.actions.mark import mark
from daybook.booking.transitions import ARRIVE
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.web.book.conftest import THURSDAY, WEDNESDAY, Book


@pytest.fixture
def anna(book: Book) -> Client:
    member = factories.make_member(book.clinic, "practitioner")
    with clinic_scope(book.clinic):
        book.anna.membership = member
        book.anna.save()
    return factories.client_for(member)


def arrived(book: Book, hour: int, name: str) -> None:
    row = book.put(WEDNESDAY, hour, patient=factories.make_patient(book.clinic, name))
    desk = factories.actor_for(factories.make_member(book.clinic, "receptionist"))
    with clinic_scope(book.clinic):
        mark(actor=desk, appointment=row, version=1, transition=ARRIVE)


def test_it_tells_who_is_next_who_waits_and_who_comes(book: Book, anna: Client) -> None:
    arrived(book, 10, "Zoya Khan")
    arrived(book, 11, "Sai Teja")
    book.put(WEDNESDAY, 15)
    book.put(THURSDAY, 9, patient=factories.make_patient(book.clinic, "Tomorrow"))
    page = book.get("my-day/", anna).content.decode()
    parts = re.findall(r'<h2 id="part-\d">([^<]+)</h2>(.*?)</section>', page, re.S)
    names = {heading: re.findall(r"<b>([^<]+)", html) for heading, html in parts}
    assert names == {"Next": ["Zoya Khan"], "Waiting": ["Sai Teja"], "To come": ["Kavya Rao"]}
    assert "0 seen · 2 waiting · 1 to come" in page
    assert "A-01" in page


def test_one_tap_opens_the_visit_of_who_is_here(book: Book, anna: Client) -> None:
    arrived(book, 10, "Zoya Khan")
    page = book.get("my-day/", anna).content.decode()
    found = re.search(r'action="([^"]+/visits/open/)">.*?name="entry" value="([^"]+)"', page, re.S)
    assert found
    answer = anna.post(found[1], {"entry": found[2]})
    assert answer.status_code == 302
    again = book.get("my-day/", anna).content.decode()
    assert "With you" in again


def test_it_is_told_when_something_changed(book: Book, anna: Client) -> None:
    mark_of = book.get("my-day/changes/", anna)["ETag"]
    url = f"/c/{book.clinic.slug}/my-day/changes/"
    assert anna.get(url, headers={"If-None-Match": mark_of}).status_code == 304
    arrived(book, 10, "Zoya Khan")
    assert anna.get(url, headers={"If-None-Match": mark_of}).status_code == 200


def test_who_has_no_column_is_told_what_to_do(book: Book) -> None:
    nobody = factories.client_for(factories.make_member(book.clinic, "practitioner"))
    assert "You have no column in the book" in book.get("my-day/", nobody).content.decode()

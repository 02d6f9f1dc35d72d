"""The day on paper."""

import re

from tests import factories
from tests.web.book.conftest import MONDAY, THURSDAY, Book


def test_a_sheet_for_each_practitioner_with_times_and_file_numbers(book: Book) -> None:
    other = factories.make_patient(book.clinic, "Zoya Khan", phone="+919848012345")
    book.put(MONDAY, 10)
    book.put(MONDAY, 9, patient=other)
    book.put(
        MONDAY, 9, who=book.ben, patient=factories.make_patient(book.clinic, "Sai Teja"), status="cancelled"
    )
    page = book.get("day/sheet/", day=MONDAY).content.decode()
    assert re.findall(r"<h1>([^<]+)", page) == ["Dr Anna"]
    assert re.findall(r'<tr><td class="num">([\d:]+)</td><th scope="row">([^<]+)', page) == [
        ("9:00", "Zoya Khan"),
        ("10:00", "Kavya Rao"),
    ]
    assert f'<td class="num">{other.file_number}</td>' in page
    assert "98480" not in page


def test_phones_only_by_choice_and_only_for_those_who_see_contacts(book: Book) -> None:
    book.put(MONDAY, 9, patient=factories.make_patient(book.clinic, phone="+919848012345"))
    assert "98480 12345" in book.get("day/sheet/", day=MONDAY, phones=1).content.decode()


def test_who_opened_it_is_in_the_trail(book: Book) -> None:
    book.put(THURSDAY, 9)
    book.get("day/sheet/", day=THURSDAY, who=book.anna.id, phones=1)
    verb, details = factories.trail(book.clinic, on=book.branch.id)[-1]
    assert verb == "day.printed"
    assert details == {
        "day": str(THURSDAY),
        "patients": 1,
        "phones": True,
        "practitioners": [str(book.anna.id)],
    }


def test_a_day_of_nobody_says_so(book: Book) -> None:
    assert "Nobody is booked on this day" in book.get("day/sheet/", day=THURSDAY).content.decode()

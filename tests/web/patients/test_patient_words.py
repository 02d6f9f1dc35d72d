"""Small things the patients' pages are made of: what was typed, marked and carried on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.text import search_terms
from daybook.web.marking import mark_beginnings, mark_ending
from daybook.web.staff.patients.onward import booking_query
from daybook.web.staff.patients.typed import split_typed


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("kavya rao", "Kavya Rao", ""),
        ("Kavya RAO", "Kavya RAO", ""),
        ("bhavana o'brien", "Bhavana O'brien", ""),
        ("venkat 98480 22338", "Venkat", "98480 22338"),
        ("+91 98480-22338 venkat", "Venkat", "+91 98480-22338"),
        ("9848022338", "", "9848022338"),
        ("లక్ష్మి 98480 22338", "లక్ష్మి", "98480 22338"),
        ("4383", "", ""),  # the end of a phone is no phone, and no name
        ("kavya 4383", "Kavya 4383", ""),
        ("  ", "", ""),
        ("x" * 500, "X" + "x" * 119, ""),
    ],
)
def test_what_was_searched_fills_the_form(text: str, name: str, phone: str) -> None:
    assert split_typed(text, "IN") == {"name": name, "phone": phone}


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Kavya Rao", "ka ra", "<mark>Ka</mark>vya <mark>Ra</mark>o"),
        ("P. Karthik", "kar", "P. <mark>Kar</mark>thik"),
        ("Bhavana O'Brien", "obr", "Bhavana <mark>O&#x27;Br</mark>ien"),
        ("మీనా", "మీ", "<mark>మీ</mark>నా"),
        ("<b>Ka</b>", "x", "&lt;b&gt;Ka&lt;/b&gt;"),
        ("Kavya", "", "Kavya"),
    ],
)
def test_what_was_typed_is_marked(text: str, typed: str, marked: str) -> None:
    assert mark_beginnings(text, search_terms(typed)) == marked


@given(st.text(max_size=30), st.text(max_size=6))
def test_marking_only_adds_marks(text: str, typed: str) -> None:
    marked = mark_beginnings(text, search_terms(typed))
    plain = marked.replace("<mark>", "").replace("</mark>", "")
    assert plain == mark_beginnings(text, [])


def test_the_end_of_a_phone_is_marked() -> None:
    assert mark_ending("98480 22338", "kavya 338") == "98480 22<mark>338</mark>"
    assert mark_ending("98480 22338", "02 2338") == "9848<mark>0 22338</mark>"
    assert mark_ending("98480 22338", "38") == "98480 22338"
    assert mark_ending("", "338") == ""


def test_only_what_the_booking_form_understands_is_carried_on() -> None:
    assert booking_query("practitioner=1&starts_at=2026-11-21T10:15&day=x&name=Kavya&patient=7") == (
        "practitioner=1&starts_at=2026-11-21T10%3A15&day=x"
    )
    assert booking_query("branch=" + "x" * 500) == ""
    assert booking_query("%00&&=&;") == ""

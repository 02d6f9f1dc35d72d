import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.phones import BadPhone, format_phone, parse_phone, reversed_digits


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7697714383", "+917697714383"),
        ("07697714383", "+917697714383"),
        ("917238878003", "+917238878003"),
        ("63584-09929", "+916358409929"),
        ("+91 84882 46102", "+918488246102"),
        ("+91-9405582123", "+919405582123"),
        ("0091 98480 22338", "+919848022338"),
        (" 98480\u00a022338 ", "+919848022338"),
        ("９８４８０２２３３８", "+919848022338"),
        ("९८४८०२२३३८", "+919848022338"),
        ("౯౮౪౮౦౨౨౩౩౮", "+919848022338"),
        ("＋91 98480‑22338", "+919848022338"),
        ("040-23456789", "+914023456789"),
        ("+1 (212) 736-5000", "+12127365000"),
    ],
)
def test_it_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert parse_phone(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12345",
        "108",
        "no phone",
        "diabetic; BP",
        "98480 2233",
        "98480 22338 / 98480 22339",
        "98480 22338 98480 22339",
        "98480 22338;ext=5",
        "1800FLOWERS",
        "98480\x0022338",
        "+",
        "9" * 100,
        "9" * 100_000,
        '=HYPERLINK("http://example.com")',
    ],
)
def test_what_cannot_be_dialled_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(BadPhone) as refused:
        parse_phone(typed)
    assert isinstance(refused.value, ValueError) and refused.value.args == ("phone",)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_record_from_elsewhere_may_have_a_number_that_nobody_was_given() -> None:
    with pytest.raises(BadPhone):
        parse_phone("555-810-7203", "US")
    assert parse_phone("555-810-7203", "US", strict=False) == "+15558107203"
    with pytest.raises(BadPhone):
        parse_phone("555-810", "US", strict=False)


@pytest.mark.parametrize(
    ("number", "region", "shown"),
    [
        ("+917697714383", "IN", "76977 14383"),
        ("+914023456789", "IN", "040 2345 6789"),
        ("+917697714383", "GB", "+91 76977 14383"),
        ("+442079460018", "GB", "020 7946 0018"),
        ("not a number", "IN", "not a number"),
    ],
)
def test_it_is_shown_as_its_readers_write_it(number: str, region: str, shown: str) -> None:
    assert format_phone(number, region) == shown


def test_the_last_digits_come_first() -> None:
    assert reversed_digits("+91 76977-14383") == "383417796719"
    assert reversed_digits("४३८३") == "3834"
    assert reversed_digits("none") == ""
    assert reversed_digits("+917697714383").startswith(reversed_digits("14383"))


@given(st.text())
def test_any_text_is_a_number_or_refused(typed: str) -> None:
    try:
        number = parse_phone(typed)
    except BadPhone:
        return
    assert number.startswith("+") and number[1:].isdecimal() and number.isascii()


@given(st.integers(6_000_000_000, 9_999_999_999))
def test_what_is_shown_can_be_read_again(digits: int) -> None:
    try:
        number = parse_phone(str(digits))
    except BadPhone:
        return
    assert parse_phone(format_phone(number, "IN")) == parse_phone(format_phone(number, "US")) == number

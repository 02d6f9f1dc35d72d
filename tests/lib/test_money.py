from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.money import MAX_MINOR, BadMoney, Money, format_money, minor_digits, parse_money

currencies = st.sampled_from(["INR", "USD", "EUR", "JPY", "KWD"])


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (12345000, "INR", "en", "₹1,23,450"),
        (120050, "INR", "en-IN", "₹1,200.50"),
        (-30000, "INR", "hi", "-₹300"),
        (12345000, "INR", "te", "₹1,23,450"),
        (12345000, "INR", "mr", "₹1,23,450"),
        (12345000, "USD", "en", "$123,450"),
        (12345, "JPY", "en", "¥12,345"),
        (12345, "KWD", "en", "KWD12.345"),
        (0, "INR", "no such language", "₹0"),
    ],
)
def test_it_is_shown_as_its_readers_write_it(minor: int, currency: str, language: str, shown: str) -> None:
    assert format_money(minor, currency, language).replace("\xa0", " ") == shown


def test_a_column_can_show_every_decimal() -> None:
    assert format_money(30000, "INR", always_decimals=True) == "₹300.00"
    assert format_money(300, "JPY", always_decimals=True) == "¥300"


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1,200.50", 120050),
        ("₹300", 30000),
        ("₹ 300", 30000),
        ("Rs. 1,23,450", 12345000),
        ("INR 5", 500),
        ("300/-", 30000),
        ("-5.5", -550),
        ("−5", -500),
        ("-₹5", -500),
        ("१२३", 12300),
        ("12,34,56,789", 1234567890 * 10),
        ("1,234,567", 123456700),
        ("0", 0),
        (" 450 ", 45000),
    ],
)
def test_it_is_read_as_people_write_it(typed: str, minor: int) -> None:
    assert parse_money(typed, "INR") == minor


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "1.005",
        "1,5",
        "12,3",
        "1.200,50",
        ",5",
        "5,",
        ".5",
        "5.",
        "--5",
        "1e5",
        "1\0",
        "NaN",
        "Infinity",
        "$5",
    ],
)
def test_what_could_mean_two_things_or_nothing_is_refused(typed: str) -> None:
    with pytest.raises(BadMoney) as refused:
        parse_money(typed, "INR")
    assert refused.value.code == "money"


@pytest.mark.parametrize("typed", ["9" * 16, "9" * 10_000, "10000000000000.01"])
def test_what_is_too_large_is_refused(typed: str) -> None:
    with pytest.raises(BadMoney) as refused:
        parse_money(typed, "INR")
    assert refused.value.code == "money_large"
    assert parse_money("10000000000000.00", "INR") == MAX_MINOR


def test_an_unknown_currency_is_refused() -> None:
    for call in (
        lambda: parse_money("5", "XX1"),
        lambda: format_money(5, "rupees"),
        lambda: minor_digits(""),
    ):
        with pytest.raises(BadMoney):
            call()


@given(st.integers(-MAX_MINOR, MAX_MINOR), currencies)
def test_what_is_shown_can_be_read_again(minor: int, currency: str) -> None:
    assert parse_money(format_money(minor, currency, "en"), currency) == minor


@given(st.text())
def test_any_text_is_an_amount_or_refused(typed: str) -> None:
    with suppress(BadMoney):
        assert abs(parse_money(typed, "INR")) <= MAX_MINOR


def test_amounts_add_in_one_currency_only() -> None:
    assert Money(500, "INR") + Money(20, "INR") - Money(1, "INR") == Money(519, "INR")
    assert -Money(5, "INR") == Money(-5, "INR")
    with pytest.raises(ValueError, match="two currencies"):
        Money(5, "INR") + Money(5, "USD")

"""Whatever is typed, a bill adds up: to the last paisa, by whole numbers."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybook.billing.lines import MOST_MINOR, MOST_QUANTITY, Line, checked, from_json
from daybook.billing.models import Invoice
from daybook.billing.refusals import BillingRefused
from daybook.billing.sums import sums
from daybook.billing.tax import RATES, half_up, split, title_for
from tests.billing.till import line


@st.composite
def any_line(draw: st.DrawFn) -> Line:
    quantity = draw(st.integers(1, MOST_QUANTITY))
    price = draw(st.integers(0, MOST_MINOR // quantity))
    fields = {"quantity": quantity, "tax": draw(st.sampled_from(sorted(RATES)))}
    kind = draw(st.sampled_from(["none", "percent", "amount"]))
    if kind == "percent":
        fields["percent"] = draw(st.integers(0, 10_000))
    elif kind == "amount":
        fields["amount"] = draw(st.integers(0, quantity * price))
    return line(price, **fields)


@settings(max_examples=300, deadline=None)
@given(st.lists(any_line(), max_size=12), st.booleans(), st.sampled_from([1, 100, 1000]))
def test_it_always_adds_up(lines: list[Line], taxed: bool, unit: int) -> None:
    kept = checked(lines)
    told = sums(kept, taxed=taxed, unit=unit)
    for one in told.lines:
        assert one.gross == one.line.quantity * one.line.price
        assert 0 <= one.discount <= one.gross
        assert one.net == one.gross - one.discount == one.taxable + one.central + one.state
        assert one.central == one.state >= 0 and one.taxable >= 0
    net = told.gross - told.discount
    assert net == sum(one.net for one in told.lines) == told.taxable + told.central + told.state
    assert told.total == net + told.rounding
    assert told.total % unit == 0
    assert -unit < 2 * told.rounding <= unit
    if not taxed:
        assert told.central == told.state == 0


@given(any_line())
def test_a_line_is_the_same_out_of_a_draft(typed: Line) -> None:
    assert from_json([typed.as_json()]) == [typed]


@given(st.integers(0, 10**12), st.sampled_from([500, 1200, 1800]))
def test_tax_is_taken_out_as_rule_35_says(net: int, rate: int) -> None:
    taxable, central, state = split(net, rate)
    exact = Fraction(net * rate, 2 * (10_000 + rate))
    assert abs(central - exact) <= Fraction(1, 2)
    assert taxable + central + state == net


def test_tax_of_an_ordinary_price() -> None:
    assert split(118_000, 1800) == (100_000, 9_000, 9_000)
    assert split(105_000, 500) == (100_000, 2_500, 2_500)
    assert split(99_900, 1800) == (84_662, 7_619, 7_619)


@pytest.mark.parametrize(("amount", "rounded"), [(149, 100), (150, 200), (151, 200), (0, 0), (49, 0)])
def test_fifty_paise_go_up(amount: int, rounded: int) -> None:
    assert sums([line(amount)], taxed=False, unit=100).total == rounded
    assert half_up(amount, 100) * 100 == rounded


@pytest.mark.parametrize(
    ("rates", "registered", "title"),
    [
        ([0, 0], True, Invoice.Title.BILL_OF_SUPPLY),
        ([1800], True, Invoice.Title.TAX_INVOICE),
        ([0, 1800], True, Invoice.Title.INVOICE_CUM_BILL),
        ([0, 0], False, Invoice.Title.INVOICE),
    ],
)
def test_what_the_paper_is_called(rates: list[int], registered: bool, title: Invoice.Title) -> None:
    assert title_for(rates, registered=registered) == title


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"text": "x" * 121},
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 10_000},
        {"price": -1},
        {"price": 10**12 + 1},
        {"price": 10**30},
        {"percent": -1},
        {"percent": 10_001},
        {"amount": -1},
        {"amount": 50_001},
        {"amount": 1, "percent": 1},
        {"tax": "gst_99"},
    ],
)
def test_it_refuses_a_line_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(BillingRefused) as refused:
        checked([line(), line(**wrong)])
    assert refused.value.field == "line-1"
    assert "2" in str(refused.value)


def test_it_refuses_more_lines_than_fit() -> None:
    with pytest.raises(BillingRefused):
        checked([line()] * 61)

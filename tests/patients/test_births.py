"""Birth dates and ages: read as people write them, told as clinics say them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.patients.birth_input import BadBirth, parse_birth
from daybook.patients.births import Birth, Precision, age_in_words, months_before

TODAY = date(2026, 11, 21)
DAY, MONTH, YEAR = Precision.DAY, Precision.MONTH, Precision.YEAR


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("12.02.2006", date(2006, 2, 12), DAY),
        ("18/03/1991", date(1991, 3, 18), DAY),
        ("27-1-1992", date(1992, 1, 27), DAY),
        ("1961-12-25", date(1961, 12, 25), DAY),
        ("15-Jan-82", date(1982, 1, 15), DAY),
        ("24-Feb-56", date(1956, 2, 24), DAY),
        ("3 sept 2011", date(2011, 9, 3), DAY),
        ("04/01/2014", date(2014, 1, 4), DAY),  # the day comes first
        ("12.05.26", date(2026, 5, 12), DAY),  # this century while it is past ...
        ("12.05.27", date(1927, 5, 12), DAY),  # ... else the one before
        ("29.02.2024", date(2024, 2, 29), DAY),
        ("౧౨.౦౨.౨౦౦౬", date(2006, 2, 12), DAY),
        ("02.2006", date(2006, 2, 1), MONTH),
        ("February 2006", date(2006, 2, 1), MONTH),
        ("1981", date(1981, 7, 1), YEAR),
        ("2026", date(2026, 7, 1), YEAR),
        ("45", date(1981, 11, 21), YEAR),
        ("45 yrs", date(1981, 11, 21), YEAR),
        ("52 Years old", date(1974, 11, 21), YEAR),
        ("४५", date(1981, 11, 21), YEAR),
        ("0", TODAY, YEAR),
        ("8 months", date(2026, 3, 21), MONTH),
        ("8m", date(2026, 3, 21), MONTH),
        ("1y6m", date(2025, 5, 21), MONTH),
        ("1 y 6 m", date(2025, 5, 21), MONTH),
        ("3 weeks", date(2026, 10, 31), MONTH),
        ("10 days", date(2026, 11, 11), DAY),
        ("130", date(1896, 11, 21), YEAR),
    ],
)
def test_it_reads(text: str, on: date, precision: str) -> None:
    assert parse_birth(text, TODAY) == Birth(on, precision)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2020", "birth_no_such_day"),
        ("29.02.2023", "birth_no_such_day"),
        ("12.13.2006", "birth_no_such_day"),
        ("00.01.2006", "birth_no_such_day"),
        ("22.11.2026", "birth_future"),
        ("2030", "birth_future"),
        ("131", "birth_too_old"),
        ("999", "birth_too_old"),
        ("12.02.1806", "birth_too_old"),
        ("soon", "birth"),
        ("45 or 46", "birth"),
        ("12 maybe 2006", "birth"),
        ("", "birth"),
        (" ", "birth"),
        ("9" * 500, "birth"),
        ("1\x002", "birth"),
        ("-45", "birth"),
        ("<b>45</b>", "birth"),
    ],
)
def test_it_says_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(BadBirth) as refused:
        parse_birth(text, TODAY)
    assert refused.value.code == code
    assert text.strip() == "" or text not in str(refused.value)


@given(st.text(max_size=45))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        birth = parse_birth(text, TODAY)
    except BadBirth:
        return
    assert date(1895, 1, 1) < birth.on <= TODAY


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(Precision))
def test_what_the_form_shows_is_read_back_as_the_same(on: date, precision: Precision) -> None:
    birth = Birth(on, precision)
    assert parse_birth(birth.words(), TODAY).says_as_much_as(birth)


@given(st.integers(0, 130), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_told_age_is_the_age_shown_for_a_year(years: int, today: date) -> None:
    birth = parse_birth(str(years), today)
    assert age_in_words(birth, today) == str(years)
    assert age_in_words(birth, today + timedelta(days=364)) == str(years)
    assert age_in_words(birth, today + timedelta(days=367)) == str(years + 1)


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (None, ""),
        (Birth(TODAY + timedelta(days=1)), ""),
        (Birth(TODAY), "0 d"),
        (Birth(TODAY - timedelta(days=13)), "13 d"),
        (Birth(TODAY - timedelta(days=14)), "2 wk"),
        (Birth(date(2026, 9, 22)), "8 wk"),
        (Birth(date(2026, 9, 21)), "2 mo"),
        (Birth(date(2026, 11, 1), MONTH), "0 mo"),
        (Birth(date(2024, 11, 22)), "23 mo"),
        (Birth(date(2024, 11, 21)), "2"),
        (Birth(date(1980, 11, 22)), "45"),
        (Birth(date(1980, 11, 21)), "46"),
        (Birth(date(2026, 7, 1), YEAR), "0"),
    ],
)
def test_the_age_is_told_as_clinics_say_it(birth: Birth | None, words: str) -> None:
    assert age_in_words(birth, TODAY) == words


def test_born_on_the_29th_of_february_one_is_older_on_the_1st_of_march() -> None:
    birth = Birth(date(2004, 2, 29))
    assert age_in_words(birth, date(2026, 2, 28)) == "21"
    assert age_in_words(birth, date(2026, 3, 1)) == "22"


def test_a_month_that_has_no_such_day_gives_its_last() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (Birth(date(1980, 2, 3)), Birth(date(1980, 2, 3)), True),
        (Birth(date(1980, 2, 3)), Birth(date(1980, 3, 2)), False),
        (Birth(date(1980, 2, 3)), Birth(date(1981, 7, 1), YEAR), True),
        (Birth(date(1980, 2, 3)), Birth(date(1984, 7, 1), YEAR), False),
        (Birth(date(2026, 2, 1), MONTH), Birth(date(2026, 2, 14)), True),
        (Birth(date(2026, 2, 1), MONTH), Birth(date(2026, 5, 14)), False),
    ],
)
def test_two_births_agree_as_far_as_both_are_known(one: Birth, other: Birth, agree: bool) -> None:
    assert one.agrees_with(other) is agree
    assert other.agrees_with(one) is agree

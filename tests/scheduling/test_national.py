"""The holidays that are offered in one step."""

from datetime import date

from daybook.scheduling.national import coming


def test_the_next_of_each_is_offered_soonest_first() -> None:
    found = coming("IN", date(2026, 8, 15))
    assert [each.day for each in found] == [date(2026, 8, 15), date(2026, 10, 2), date(2027, 1, 26)]


def test_a_country_without_a_list_is_offered_nothing() -> None:
    assert coming("GB", date(2026, 8, 15)) == []

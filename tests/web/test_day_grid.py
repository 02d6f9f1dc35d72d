"""What the day's grid draws, without a browser."""

from dataclasses import replace

import pytest

from daybook.web.staff.day import grid_css
from daybook.web.staff.day.cards import book_grid, card_html
from daybook.web.staff.day.lanes import side_by_side
from daybook.web.staff.day.shapes import Block, Card, Column, DayPage

CARD = Card("1", 120, 3, "booked", "Booked", "Kavya", "10:00", "/c/x/appointments/1/")
PAGE = DayPage(
    day="2026-11-21",
    heading="",
    columns=(),
    first_row=96,
    rows=144,
    previous_url="",
    today_url="",
    next_url="",
)


def spans(*places: tuple[int, int]) -> list[tuple[int, int]]:
    cards = [replace(CARD, id=str(n), row=row, span=span) for n, (row, span) in enumerate(places)]
    laid = {card.id: (card.lane, card.lanes) for card in side_by_side(cards)}
    return [laid[str(n)] for n in range(len(places))]


def test_the_checked_in_classes_are_what_the_generator_makes() -> None:
    assert grid_css.TARGET.read_text() == grid_css.grid_css()


def test_everything_that_was_typed_is_escaped() -> None:
    nasty = "<script>\"&'"
    card = replace(
        CARD, name=nasty, age=nasty, service=nasty, detail=nasty, time_text=nasty, state_word=nasty
    )
    column = Column(
        "c", nasty, (card, replace(card, state="noshow")), (Block("leave", 100, 4, nasty),), nasty, nasty
    )
    html = book_grid(replace(PAGE, columns=(column,), now=600, now_text=nasty, hours=(nasty,) * 24))
    assert "<script" not in html
    assert nasty not in html
    assert html.count("&lt;script&gt;") == 29


def test_rows_are_counted_from_what_is_drawn_and_the_beginning_is_cut() -> None:
    assert 'class="card booked at-24 for-3"' in card_html(CARD, 96)
    assert 'class="card booked at-0 for-1 ' not in card_html(CARD, 96)
    assert 'class="card booked at-0 for-1"' in card_html(CARD, 122)


@pytest.mark.parametrize(("span", "word"), [(1, " one"), (2, " one"), (3, ""), (6, " big")])
def test_the_length_decides_how_much_is_written(span: int, word: str) -> None:
    assert f'for-{span}{word}"' in card_html(replace(CARD, span=span), 96)


def test_an_overbooked_card_says_so_by_glyph_and_edge() -> None:
    html = card_html(replace(CARD, overbooked=True), 96)
    assert "g-over" in html
    assert " over" in html


def test_only_what_may_be_moved_can_be_dragged() -> None:
    assert "data-move-url" not in card_html(CARD, 96)
    assert 'data-move-url="/m/" data-version="7"' in card_html(replace(CARD, move_url="/m/", version=7), 96)


def test_overlapping_cards_stand_side_by_side_and_others_keep_the_width() -> None:
    assert spans((0, 3), (3, 3)) == [(0, 1), (0, 1)]
    assert spans((0, 3), (0, 3)) == [(0, 2), (1, 2)]
    assert spans((0, 6), (1, 2), (3, 2), (10, 2)) == [(0, 2), (1, 2), (1, 2), (0, 1)]
    assert spans((0, 2), (1, 2), (2, 2)) == [(0, 2), (1, 2), (0, 2)]


@pytest.mark.parametrize(("now", "row"), [(None, None), (479, None), (480, 0), (622, 28), (1200, None)])
def test_the_now_line_is_drawn_only_inside_the_day(now: int | None, row: int | None) -> None:
    page = replace(PAGE, now=now)
    assert page.now_row == row
    assert ('class="now at-' in book_grid(page)) is (row is not None)

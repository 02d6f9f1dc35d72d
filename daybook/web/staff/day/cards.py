"""The grid of the day as HTML.

Written by hand because it is the product's most drawn thing: Django's templates took forty times as long for two
hundred appointments (docs/how-to/page.md). Everything a person typed goes through `escape`.
"""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from daybook.web.staff.day.shapes import Block, Card, Column, DayPage

MOST_LANES = 6
# Words of the clinic, not of patients: the same few come again on every card.
known = lru_cache(maxsize=2048)(escape)


def book_grid(page: DayPage) -> SafeString:
    """The time gutter, a column for each practitioner, the now line."""
    line = _now(page, '<div class="now at-{} min-{}"></div>')
    # In a week the line belongs to today's column, in a day to all of them.
    columns = "".join(
        [
            column_html(column, page.first_row, page.rows, line if column.today else "")
            for column in page.columns
        ]
    )
    html = _gutter(page) + columns + ("" if any(column.today for column in page.columns) else line)
    return mark_safe(html)  # noqa: S308  (everything above is escaped)


def _gutter(page: DayPage) -> str:
    marks = "".join([f'<span class="at-{at}">{escape(hour)}</span>' for at, hour in page.marks])
    now = _now(page, f'<time class="now-time at-{{}} min-{{}}">{escape(page.now_text)}</time>')
    return (
        '<div class="gut" aria-hidden="true"><div class="gut-head"></div>'
        f'<div class="gut-rows for-{page.rows}">{marks}{now}</div></div>'
    )


def _now(page: DayPage, html: str) -> str:
    return "" if page.now_row is None else html.format(page.now_row, page.now_minute)


def column_html(column: Column, first_row: int, rows: int, now: str = "") -> str:
    """One practitioner's day. `now`: the line across it, where each column is another day."""
    name = escape(column.name)
    key = escape(column.key)
    if column.url:
        name = f'<a href="{escape(column.url)}">{name}</a>'
    tag = f'<span class="tag {column.tag_kind}">{escape(column.tag)}</span>' if column.tag else ""
    blocks = "".join([block_html(block, first_row) for block in column.blocks])
    cards = "".join([card_html(card, first_row) for card in column.cards])
    return (
        f'<section class="{_kind(column)}" id="col-{key}" aria-labelledby="name-{key}"'
        f' data-practitioner="{escape(column.id)}"{_day(column)}>'
        f'<header class="col-head"><div><h2 id="name-{key}">{name}</h2><p>{escape(column.detail)}</p></div>'
        f"{tag}</header>"
        f'<div class="col-rows for-{rows}">{blocks}{cards}{now}</div></section>'
    )


def _kind(column: Column) -> str:
    return "col" + " today" * column.today + " past" * column.over


def _day(column: Column) -> str:
    return f' data-day="{escape(column.day)}"' + " data-over" * column.over if column.day else ""


def block_html(block: Block, first_row: int) -> str:
    """Time in which the practitioner is not there."""
    row, span = _place(block.row, block.span, first_row)
    label = f"<span>{escape(block.label)}</span>" if block.label else ""
    place = f'at-{row} for-{span}" data-row="{block.row}" data-span="{block.span}"'
    return f'<div class="block {block.kind} {place}>{label}</div>'


def card_html(card: Card, first_row: int) -> str:
    """One appointment: a link that opens it, and by its data attributes what js/drag.js moves."""
    state = card.state
    glyph = "over" if card.overbooked and state == "booked" else state
    name = escape(card.name) if state != "noshow" else f"<s>{escape(card.name)}</s>"
    age = f" <small>{known(card.age)}</small>" if card.age else ""
    dot = f'<i class="dot tint-{known(card.colour)}"></i>' if card.colour else ""
    detail = escape(card.detail)
    more = known(card.service) + (" · " if card.service and detail else "") + detail
    move = f' data-move-url="{escape(card.move_url)}" data-version="{card.version}"' if card.move_url else ""
    return (
        f'<a class="{_classes(card, first_row)}" id="a-{escape(card.id)}" href="{escape(card.url)}" data-dialog'
        f' data-row="{card.row}" data-span="{card.span}"{move}>'
        f'<b><i class="g g-{glyph}"></i>{name}{age}</b><time>{known(card.time_text)}</time>'
        f'<span class="more"><em>{known(card.state_word)}</em> {dot}{more}</span></a>'
    )


def _classes(card: Card, first_row: int) -> str:
    row, span = _place(card.row, card.span, first_row)
    classes = f"card {card.state} at-{row} for-{span}"
    if card.span < 3:
        classes += " one"
    elif card.span > 5:
        classes += " big"
    if card.overbooked:
        classes += " over"
    if card.lanes > 1:
        classes += f" lanes lanes-{min(card.lanes, MOST_LANES)} lane-{min(card.lane, MOST_LANES - 1)}"
    return classes


def _place(row: int, span: int, first_row: int) -> tuple[int, int]:
    """Row and span within what is drawn; what began before it is cut."""
    if row >= first_row:
        return row - first_row, span
    return 0, max(span - (first_row - row), 1)

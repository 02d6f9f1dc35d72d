"""What stands in a column, as HTML.

Written by hand because it is the product's most drawn thing: a template took six times as long for a full day
(docs/how-to/page.md). Everything a person typed goes through `escape`.
"""

from html import escape

from django.utils.safestring import SafeString, mark_safe

from daybook.web.staff.day.shapes import Block, Card, Column

MOST_LANES = 6


def column_rows(column: Column, first_row: int) -> SafeString:
    """Everything in one column's grid; rows counted from `first_row`."""
    blocks = [block_html(block, first_row) for block in column.blocks]
    cards = [card_html(card, first_row) for card in column.cards]
    return mark_safe("".join(blocks + cards))


def block_html(block: Block, first_row: int) -> str:
    """Time in which the practitioner is not there."""
    row, span = _place(block.row, block.span, first_row)
    label = f"<span>{escape(block.label)}</span>" if block.label else ""
    return f'<div class="block {block.kind} at-{row} for-{span}" data-row="{block.row}" data-span="{block.span}">{label}</div>'


def card_html(card: Card, first_row: int) -> str:
    """One appointment: a link that opens it, and by its data attributes what js/drag.js moves."""
    glyph = "over" if card.overbooked and card.state == "booked" else card.state
    age = f" <small>{escape(card.age)}</small>" if card.age else ""
    dot = f'<i class="dot tint-{escape(card.colour)}"></i>' if card.colour else ""
    more = " · ".join([escape(words) for words in (card.service, card.detail) if words])
    move = f' data-move-url="{escape(card.move_url)}" data-version="{card.version}"' if card.move_url else ""
    return (
        f'<a class="{_classes(card, first_row)}" id="a-{escape(card.id)}" href="{escape(card.url)}" data-dialog'
        f' data-row="{card.row}" data-span="{card.span}"{move}>'
        f'<b><i class="g g-{glyph}"></i>{escape(card.name)}{age}</b><time>{escape(card.time_text)}</time>'
        f'<span class="more"><em>{escape(card.state_word)}</em>{dot}{more}</span></a>'
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
    before = max(first_row - row, 0)
    return row - first_row + before, max(span - before, 1)

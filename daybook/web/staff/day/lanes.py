"""Which overlapping appointments stand side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from daybook.web.staff.day.shapes import Card


def side_by_side(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The cards ordered by start, each with its `lane` and with `lanes` of the group it overlaps with."""
    placed: list[Card] = []
    group: list[Card] = []
    group_end = -1
    for card in sorted(cards, key=lambda card: (card.row, card.overbooked, -card.span)):
        if group and card.row >= group_end:
            placed += _place(group)
            group = []
        group.append(card)
        group_end = max(group_end, card.row + card.span) if len(group) > 1 else card.row + card.span
    return (*placed, *_place(group))


def _place(group: Sequence[Card]) -> list[Card]:
    if len(group) < 2:
        return list(group)
    ends: list[int] = []
    lanes: list[int] = []
    for card in group:
        lane = next((n for n, end in enumerate(ends) if end <= card.row), len(ends))
        ends[lane : lane + 1] = [card.row + card.span]
        lanes.append(lane)
    return [replace(card, lane=lane, lanes=len(ends)) for card, lane in zip(group, lanes, strict=True)]

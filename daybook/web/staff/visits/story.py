"""A patient's story as a list: the newest visits singly, older ones by year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from daybook.records.story import StoryLine
from daybook.web.staff.visits.drawn import story_lines

SHOWN_SINGLY = 12
"""Visits that stand by themselves; older ones are put together by year."""


@dataclass(frozen=True, slots=True)
class Year:
    """Older visits of a year, put together. `lines`: as HTML."""

    year: int
    count: int
    lines: SafeString
    titles: str


def story_context(lines: Sequence[StoryLine], slug: str) -> dict[str, Any]:
    """The newest ones singly, older ones by year. `slug`: the clinic's word in addresses."""
    years: dict[int, list[StoryLine]] = {}
    for line in lines[SHOWN_SINGLY:]:
        years.setdefault(line.at.year, []).append(line)
    return {
        "story": story_lines(lines[:SHOWN_SINGLY], slug),
        "years": [
            Year(year, len(found), story_lines(found, slug), _titles(found)) for year, found in years.items()
        ],
    }


def _titles(lines: Iterable[StoryLine]) -> str:
    counted: dict[str, int] = {}
    for line in lines:
        if line.title:
            counted[line.title] = counted.get(line.title, 0) + 1
    often = sorted(counted, key=lambda title: -counted[title])[:4]
    return ", ".join(f"{title} ×{counted[title]}" if counted[title] > 1 else title for title in often)

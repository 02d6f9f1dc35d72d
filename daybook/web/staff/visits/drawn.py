"""Parts of a visit's page written by hand, not by a template: thirty visits took 35 ms as a template and take 2 so.

Everything that a person typed goes through `escape`.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daybook.records.drugs import COMMON
from daybook.records.lines import FORMS
from daybook.records.story import StoryLine


def story_lines(lines: Iterable[StoryLine], slug: str) -> SafeString:
    """Each visit as a line that opens it: the day, what it was about, what was found and given, by whom."""
    words = {
        "visit": escape(_("Visit")),
        "open": f' <span class="tag warn">{escape(_("not signed"))}</span>',
        "amended": f' <span class="tag">{escape(_("amended"))}</span>',
        "unreadable": escape(_("cannot be opened here")),
    }
    drawn = [_line(line, f"/c/{slug}/visits/", words) for line in lines]
    return mark_safe("".join(drawn))  # noqa: S308 - everything typed is escaped


def _line(line: StoryLine, base: str, words: Mapping[str, str]) -> str:
    at, visit = line.at, line.visit
    title = words["unreadable"] if line.content.unreadable else escape(line.title) or words["visit"]
    tags = (words["open"] if visit.state == "open" else "") + (words["amended"] if line.amendment else "")
    detail = f'<p class="small quiet">{escape(line.detail)}</p>' if line.detail else ""
    return (
        f'<li class="story-line"><time class="story-day num" datetime="{at:%Y-%m-%d}">{at.day} '
        f'{date_format(at, "M")}<span class="faint">{at.year}</span></time>'
        f'<div><a href="{base}{visit.id}/">{title}</a>{tags}'
        f"{detail}"
        f'<p class="small faint">{escape(line.practitioner.name)}</p></div></li>'
    )


def known_medicines() -> SafeString:
    """The options under the field of a medicine that are the same for everybody."""
    return _known_medicines(get_language())


@cache
def _known_medicines(language: str | None) -> SafeString:
    options = [
        f'<option value="{escape(name)}" data-strength="{escape(strength)}" data-form="{escape(form)}"></option>'
        for name, (strength, form) in COMMON.items()
    ]
    return mark_safe("".join(options))  # noqa: S308


def known_forms() -> SafeString:
    """Tablet, syrup ... as options."""
    return mark_safe("".join(f'<option value="{escape(str(each))}"></option>' for each in FORMS))  # noqa: S308

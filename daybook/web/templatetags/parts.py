"""Template tags for the screen parts: `{% load parts %}`."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from daybook.lib.phones import format_phone
from daybook.web.staff.day.cards import book_grid
from daybook.web.staff.rail import Link, Places, links, places, settings_links

TITLES = ("dr", "mr", "ms", "mrs")
register = template.Library()
register.simple_tag(book_grid)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> SafeString:
    """One drawing of img/icons.svg, in the colour of the words beside it. The words say what it means."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        extra,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def fixed(name: str) -> SafeString:
    """Includes a template that is the same for everyone: rendered once per language and process."""
    return _fixed(name, get_language())


@lru_cache(maxsize=64)
def _fixed(name: str, language: str | None) -> SafeString:
    return mark_safe(get_template(name).render())  # noqa: S308  (a template of ours)


@register.filter
def initials(name: str) -> str:
    """At most two letters for an avatar: first and last word, titles left out."""
    words = [word for word in str(name).split() if word.lower().rstrip(".") not in TITLES]
    letters = [word[0] for word in words if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:]).upper()


@register.filter
def phone(e164: str, country: str) -> str:
    """A kept number as people of the clinic's country read it."""
    return format_phone(e164, country) if e164 else ""


@register.simple_tag(takes_context=True)
def staff_links(context: Context) -> list[Link]:
    """The rail's links that this person's role may follow."""
    return links(context["request"])


@register.simple_tag(takes_context=True)
def clinic_settings_links(context: Context) -> list[Link]:
    """The tabs above every settings page."""
    return settings_links(context["request"])


@register.simple_tag(takes_context=True)
def staff_places(context: Context) -> Places:
    """Addresses every staff page needs: the day, the search, booking."""
    return places(context["request"])


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """The present page's query with some values changed; None takes one away. For pagers and sortable heads."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"

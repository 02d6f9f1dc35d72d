"""Numbers of lists."""

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """A count as the reader's language groups it."""
    return format_decimal(number, locale=(get_language() or "en").replace("-", "_").split("_")[0])

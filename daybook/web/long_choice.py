"""One of hundreds, such as the time zones. Drawn option by option these lists take most of a page's time, so their
HTML is put together once for each language; only the chosen option differs between two pages."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

Source = Callable[[], Sequence[tuple[str, str]]]


@cache
def _options(source: Source, language: str | None) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', source())


class LongSelect(forms.Select):
    """A plain <select>. `source` gives the choices in the language of the moment, always the same ones."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        """The field's HTML; `value` is chosen when it is among the choices."""
        tag = f'<select name="{escape(name)}"{flatatt(self.build_attrs(self.attrs, attrs))}>'
        plain = f'<option value="{escape("" if value is None else value)}"'
        options = _options(self.source, get_language()).replace(f"{plain}>", f"{plain} selected>", 1)
        return mark_safe(f"{tag}{options}</select>")  # noqa: S308 - each piece was escaped


class LongChoice(forms.ChoiceField):
    """A field of one of hundreds."""

    def __init__(self, source: Source, **kwargs: Any) -> None:
        super().__init__(choices=source, widget=LongSelect(source), **kwargs)

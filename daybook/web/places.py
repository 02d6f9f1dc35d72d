"""Countries, currencies and zones to choose from, in the reader's language."""

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name
from django.utils.translation import get_language

Choice = tuple[str, str]
_CONTINENTS = frozenset(
    [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ]
)


@cache
def zones() -> Sequence[Choice]:
    """Every zone that is named by a place (IANA), as "Asia/Kolkata"."""
    named = sorted(name for name in available_timezones() if name.split("/")[0] in _CONTINENTS)
    return [(name, name.replace("_", " ")) for name in named]


def currencies() -> Sequence[Choice]:
    """Every currency that is tender somewhere today."""
    return _currencies(get_language() or "en")


def countries() -> Sequence[Choice]:
    """Every country that has phone numbers of its own."""
    return _countries(get_language() or "en")


@cache
def _currencies(language: str) -> Sequence[Choice]:
    tender = {
        code
        for uses in get_global("territory_currencies").values()
        for code, _start, end, is_tender in uses
        if end is None and is_tender
    }
    return [
        (code, f"{code} · {get_currency_name(code, locale=_locale(language))}") for code in sorted(tender)
    ]


@cache
def _countries(language: str) -> Sequence[Choice]:
    names = _locale(language).territories
    found = [(code, names[code]) for code in phonenumbers.SUPPORTED_REGIONS if code in names]
    return sorted(found, key=lambda pair: pair[1])


def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")

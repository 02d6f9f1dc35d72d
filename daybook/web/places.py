"""Countries, currencies and zones to choose from, in the reader's language."""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies
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


# Where the table's order is another one.
_MOST_PEOPLE = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
}


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


def zone_of(country: str) -> str:
    """The zone where most people of a country live, as far as IANA's table orders them so; India's for no country."""
    return _main_zones().get(country, "Asia/Kolkata")


def currency_of(country: str) -> str:
    """The country's own currency; India's for no country."""
    found = get_territory_currencies(country) if country in phonenumbers.SUPPORTED_REGIONS else []
    return next((code for code in found if code.startswith(country)), found[0] if found else "INR")


@cache
def _main_zones() -> dict[str, str]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {country: name for country, _where, name, *_more in reversed(rows)} | _MOST_PEOPLE


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

"""Money: a whole number of a currency's minor units (paise, cents) and the currency's ISO 4217 code."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_symbol, is_currency
from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import BadInput

MAX_MINOR = 10**15
"""No amount is larger, either way: it fits a bigint a thousand times over and a JavaScript number exactly."""

# ISO 4217:2015, amendments to 2025. Not Babel's digits: those say how people write, not what banks count.
_NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"

# Digits alone, or grouped by thousands (1,234,567) or by lakhs (12,34,567), then a decimal point. A comma as
# the decimal sign is refused, not guessed: 1,234 would be a thousand times too much or too little.
_AMOUNT = re.compile(r"(-?)(\d+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})(?:\.(\d+))?")


class BadMoney(BadInput):
    """Not an amount of that currency, or not a currency."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units: Money(120050, "INR") is ₹1,200.50. Only amounts of one currency add up."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError("amounts of two currencies")
        return other.minor


def minor_digits(currency: str) -> int:
    """How many decimal digits the currency counts (ISO 4217). Raises BadMoney for an unknown code."""
    if not is_currency(currency):
        raise BadMoney(_("There is no currency of that code."), code="currency")
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def format_money(minor: int, currency: str, language: str = "en", *, always_decimals: bool = False) -> str:
    """The amount for readers of `language`: ₹1,23,450 or ₹1,200.50. Decimals show where there are some, or
    always, so that a column of amounts lines up. Rupees are grouped by lakhs in every language."""
    digits = minor_digits(currency)
    amount = Decimal(minor).scaleb(-digits)
    shown = digits if always_decimals or minor % 10**digits else 0
    locale = _locale(language)
    pattern = _pattern(locale, shown, by_lakhs=currency == "INR")
    return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)


def parse_money(text: str, currency: str) -> int:
    """Minor units from what was typed: "1,200.50", "₹300", "Rs. 1,23,450", "300/-". Raises BadMoney."""
    digits = minor_digits(currency)
    match = _AMOUNT.fullmatch(_bare(text, currency))
    if not match or len(match[3] or "") > digits:
        raise BadMoney(_("Write an amount such as 1,200.50."), code="money")
    whole, part = match[2].replace(",", ""), (match[3] or "").ljust(digits, "0")
    if len(whole) > len(str(MAX_MINOR)) or int(whole + part) > MAX_MINOR:
        raise BadMoney(_("This amount is too large."), code="money_large")
    return -int(whole + part) if match[1] else int(whole + part)


def _bare(text: str, currency: str) -> str:
    """The amount without spaces, the currency's name and the "/-" of Indian bills, its digits as ASCII."""
    plain = "".join(_ascii(char) for char in unicodedata.normalize("NFKC", text) if not char.isspace())
    plain = plain.replace("\u2212", "-").removesuffix("/-")
    sign, plain = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    for name in _names(currency):
        if plain.casefold().startswith(name):
            plain = plain[len(name) :]
            break
        if plain.casefold().endswith(name):
            plain = plain[: -len(name)]
            break
    return sign + plain


@cache
def _names(currency: str) -> tuple[str, ...]:
    names = {currency, get_currency_symbol(currency, "en")}
    if currency == "INR":
        names |= {"Rs.", "Rs"}
    folded = (unicodedata.normalize("NFKC", name).casefold() for name in names)
    return tuple(sorted(folded, key=len, reverse=True))


def _ascii(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@cache
def _pattern(locale: Locale, digits: int, *, by_lakhs: bool) -> str:
    pattern = str(locale.currency_formats["standard"].pattern)
    if by_lakhs and "#,##,##0" not in pattern:
        pattern = pattern.replace("#,##0", "#,##,##0")
    return pattern.replace(".00", f".{'0' * digits}" if digits else "")

"""Phone numbers: read as people write them, kept as E.164, shown as people read them."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from daybook.lib.refused import BadInput

_MAX_TYPED = 40
_INDIAN_MOBILE = re.compile(r"0\d{5} \d{5}")
_PUNCTUATION = frozenset("+-.()/ \u2010\u2011\u2012\u2013\u2014\u2212")


class BadPhone(BadInput):
    """Not a phone number that can be dialled."""


def parse_phone(text: str, region: str = "IN", *, strict: bool = True) -> str:
    """A number in E.164 ("+917697714383") from what was typed, with digits of any script.

    `region` (ISO 3166, two letters) says whose national numbers are meant. Raises BadPhone. With
    `strict=False` a number of the right length passes though nobody was given it: for
    records that come from another system.
    """
    number = _read(_digits_and_punctuation(text), region)
    known = phonenumbers.is_valid_number(number)
    if number.extension or not (known or (not strict and phonenumbers.is_possible_number(number))):
        raise _bad()
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=10_000)  # 0.1 ms each, and a day's page shows the same hundred every few seconds
def format_phone(e164: str, region: str = "IN") -> str:
    """A kept number for people of `region`: as they write it at home, or with its country before it.
    Text that is no number comes back as it is."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    if phonenumbers.region_code_for_country_code(number.country_code or 0) != region:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    shown = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    if region == "IN" and _INDIAN_MOBILE.fullmatch(shown):
        return shown.removeprefix("0")  # people no longer write the trunk 0 of mobiles
    return shown


def reversed_digits(text: str) -> str:
    """The digits of a text from the last to the first, so that "ends with 4383" is a prefix, "3834"."""
    digits = (unicodedata.decimal(char, None) for char in reversed(text))
    return "".join(str(digit) for digit in digits if digit is not None)


def _digits_and_punctuation(text: str) -> str:
    plain = ""
    for char in unicodedata.normalize("NFKC", text).strip():
        digit = unicodedata.decimal(char, None)
        if digit is None and char not in _PUNCTUATION:
            raise _bad()
        plain += char if digit is None else str(digit)
    if len(plain) > _MAX_TYPED:
        raise _bad()
    return plain


def _read(plain: str, region: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(plain, region)
    except NumberParseException:
        raise _bad() from None


def _bad() -> BadPhone:
    words = _("This is not a phone number that can be dialled. Write one number, such as 98480 22338.")
    return BadPhone(words, code="phone")

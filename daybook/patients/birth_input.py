"""Birth dates and ages as people write them: one field takes both, since people know one or the other."""

import re
import unicodedata
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import BadInput
from daybook.patients.births import OLDEST, Birth, Precision, months_before

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SIGN = r"[\s.,/\-]+"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SIGN}(\d{{1,2}}){_SIGN}(\d{{1,2}})")
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_SIGN}(\d{{1,2}}|[a-z]{{3,9}}){_SIGN}(\d{{4}}|\d{{2}})")
_MONTH = re.compile(rf"(\d{{1,2}}|[a-z]{{3,9}}){_SIGN}(\d{{4}})")
_YEAR = re.compile(r"\d{4}")
_AGE = re.compile(
    r"(?:(?P<years>\d{1,3})\s*(?:$|y|yr|yrs|year|years)(?![a-z]))?\s*"
    r"(?:(?P<months>\d{1,3})\s*(?:m|mo|mon|mth|mths|month|months)(?![a-z]))?\s*"
    r"(?:(?P<weeks>\d{1,2})\s*(?:w|wk|wks|week|weeks)(?![a-z]))?\s*"
    r"(?:(?P<days>\d{1,3})\s*(?:d|day|days)(?![a-z]))?(?:\s*old)?"
)
_LONGEST = 40


class BadBirth(BadInput):
    """Not a birth date or an age, or one that nobody living has."""


def parse_birth(text: str, today: date) -> Birth:
    """`today` is the clinic's. Takes 12.02.2006, 12/2/06, 15-Jan-82, 2006-02-12, 02.2006, 2006, 45, 45 yrs, 8 months,
    1 y 6 m, 3 weeks, 10 days, with digits of any script. The day comes first. Of two centuries the one that is not in
    the future is meant. Raises BadBirth."""
    plain = _plain(text)
    birth = _date(plain, today) or _age(plain, today)
    if birth is None:
        raise _bad()
    if birth.on > today:
        raise BadBirth(_("A birth date cannot be in the future."), code="birth_future")
    if birth.on < months_before(today, 12 * (OLDEST + 1)):
        raise BadBirth(_("Nobody is older than 130 years. Check the year."), code="birth_too_old")
    return birth


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        raise _bad()
    digits = (unicodedata.decimal(char, None) for char in text)
    plain = "".join(char if digit is None else str(digit) for char, digit in zip(text, digits, strict=True))
    return unicodedata.normalize("NFKC", plain).casefold().strip(" .,;")


def _date(plain: str, today: date) -> Birth | None:
    if found := _YEAR_FIRST.fullmatch(plain):
        return Birth(_day(int(found[1]), int(found[2]), int(found[3])))
    if found := _DAY_FIRST.fullmatch(plain):
        return Birth(_day(_full_year(found[3], today), _month(found[2]), int(found[1])))
    if found := _MONTH.fullmatch(plain):
        return Birth(_day(int(found[2]), _month(found[1]), 1), Precision.MONTH)
    if _YEAR.fullmatch(plain):
        # The middle of the year is at most six months wrong; of the present year, what has passed of it.
        return Birth(min(_day(int(plain), 7, 1), max(today, _day(int(plain), 1, 1))), Precision.YEAR)
    return None


def _full_year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    recent = today.year - today.year % 100 + int(digits)
    return recent if recent <= today.year else recent - 100


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    for number, name in enumerate(_MONTHS, start=1):
        if name.startswith(text.replace("sept", "sep")):
            return number
    raise _bad()


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _bad(_("There is no such day in the calendar."), "birth_no_such_day") from None


def _age(plain: str, today: date) -> Birth | None:
    found = _AGE.fullmatch(plain)
    if not plain or not found:
        return None
    years, months, weeks, days = (
        int(part) if part else 0 for part in found.group("years", "months", "weeks", "days")
    )
    if years > OLDEST or months > 12 * OLDEST:
        raise BadBirth(_("Nobody is older than 130 years. Check the year."), code="birth_too_old")
    if weeks or days:
        on = months_before(today, 12 * years + months) - timedelta(weeks=weeks, days=days)
        return Birth(on, Precision.MONTH if weeks else Precision.DAY)
    if found["months"] and not months and not years:
        return Birth(today, Precision.MONTH)
    return Birth.from_age(today, years=years, months=months)


def _bad(message: Promise | None = None, code: str = "birth") -> BadBirth:
    return BadBirth(
        message or _("Write a birth date such as 12.02.2006, or an age such as 45 or 8 months."), code=code
    )

"""When somebody was born, as far as it is known, and how old that makes them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from daybook.patients.models import Patient

OLDEST = 130
"""Years. The longest life on record is 122 years."""

Precision = Patient.Precision
_BABY_MONTHS = 24  # a child's age is told in months until then
_NEWBORN_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Birth:
    """`on` counts as far as `precision` goes: an age that was told gives the year alone."""

    on: date
    precision: str = Precision.DAY

    @classmethod
    def of(cls, patient: Patient) -> Self | None:
        return cls(patient.born_on, patient.born_precision) if patient.born_on else None

    @classmethod
    def from_age(cls, today: date, *, years: int = 0, months: int = 0) -> Self:
        """Somebody who is told to be so old today. The day is kept, so that the age shown tomorrow is the one told."""
        on = months_before(today, 12 * years + months)
        return cls(on, Precision.MONTH if months else Precision.YEAR)

    def known(self) -> tuple[int, ...]:
        """Year, month and day as far as they are known."""
        kept = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1}[Precision(self.precision)]
        return (self.on.year, self.on.month, self.on.day)[:kept]

    def says_as_much_as(self, other: "Birth | None") -> bool:
        return other is not None and self.known() == other.known()

    def agrees_with(self, other: "Birth") -> bool:
        """Could both be told of the same person? Two ages, told at different times, may be a year apart."""
        if len(self.known()) == len(other.known()) == 3:
            return self.on == other.on
        months = abs(_months_between(self.on, other.on))
        return months <= (18 if Precision.YEAR in (self.precision, other.precision) else 1)

    def words(self) -> str:
        """As it is written in the form, day first: "12.02.2006", "02.2006" or "2006"."""
        return ".".join(f"{part:02d}" for part in reversed(self.known()))


def is_child(patient: Patient, today: date) -> bool:
    """Certainly under 18, the age of majority (Indian Majority Act 1875, section 3). Not known counts as grown up."""
    return patient.born_on is not None and _months_between(patient.born_on, today) < 18 * 12


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last day of a month that has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def _months_between(earlier: date, later: date) -> int:
    """Whole months that have passed."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def age_in_words(birth: Birth | None, today: date) -> str:
    """As a clinic says it: "42", and for small children "7 mo", "3 wk" or "5 d". Empty when nothing is known, or when
    the birth lies after `today`."""
    if birth is None or birth.on > today:
        return ""
    days, months = (today - birth.on).days, _months_between(birth.on, today)
    if months >= _BABY_MONTHS or birth.precision == Precision.YEAR:
        return str(months // 12)
    if months >= _NEWBORN_MONTHS or birth.precision == Precision.MONTH:
        return _("%(months)d mo") % {"months": months}
    if days >= 14:
        return _("%(weeks)d wk") % {"weeks": days // 7}
    return _("%(days)d d") % {"days": days}

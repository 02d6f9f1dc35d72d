"""The holidays that fall on the same day every year and close clinics in a whole country, to be offered, never set.

India: the three national holidays, Republic Day, Independence Day and Mahatma Gandhi's birthday (Department of
Personnel and Training, yearly circular on holidays). The others move with the moon or are the states' own.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FIXED: dict[str, tuple[tuple[int, int, Promise], ...]] = {
    "IN": (
        (1, 26, _("Republic Day")),
        (8, 15, _("Independence Day")),
        (10, 2, _("Gandhi Jayanti")),
    ),
}


@dataclass(frozen=True, slots=True)
class National:
    day: date
    name: Promise


def coming(country: str, today: date) -> list[National]:
    """The next of each, soonest first."""
    found = []
    for month, day, name in _FIXED.get(country, ()):
        this_year = date(today.year, month, day)
        found.append(National(this_year if this_year >= today else date(today.year + 1, month, day), name))
    return sorted(found, key=lambda each: each.day)

"""A patient as a line of a list or of the search, in words and with what was typed marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from daybook.lib import clock
from daybook.lib.phones import format_phone
from daybook.lib.text import search_terms
from daybook.lib.zones import local_day, zone
from daybook.patients.hits import Hit
from daybook.patients.models import Sex
from daybook.web.marking import mark_beginnings, mark_ending
from daybook.web.staff.entry import StaffRequest

# One letter is enough beside an age; the file has the whole word.
SEX_LETTERS = {Sex.FEMALE: "F", Sex.MALE: "M", Sex.OTHER: "O"}


def today_of(request: StaffRequest) -> date:
    """The clinic's day: what an age is counted to."""
    return local_day(clock.now(), zone(request.clinic.time_zone))


def who(age: str, sex: str) -> str:
    """ "34 · F", or what is known of it."""
    return " · ".join(part for part in (age, SEX_LETTERS.get(Sex(sex), "")) if part)


@dataclass(frozen=True)
class Line:
    """`typed`: what was searched for, to be marked."""

    hit: Hit
    url: str
    book_url: str
    who: str
    country: str
    typed: str = ""
    reasons: Sequence[Any] = ()

    @property
    def id(self) -> UUID:
        return self.hit.id

    @cached_property
    def words(self) -> list[str]:
        return search_terms(self.typed)

    @property
    def name(self) -> SafeString:
        return mark_beginnings(self.hit.name, self.words)

    @property
    def phone(self) -> SafeString:
        return mark_ending(format_phone(self.hit.phone, self.country), self.typed)

    @property
    def number(self) -> SafeString:
        return mark_beginnings(str(self.hit.file_number), self.words)


def lines(request: StaffRequest, hits: Iterable[Hit], typed: str = "", query: str = "") -> list[Line]:
    """`query`: what the booking form is to know besides the patient."""
    base, today, country = f"/c/{request.tenant.slug}/", today_of(request), request.clinic.country
    more = f"&{query}" if query else ""
    return [
        Line(
            hit,
            f"{base}patients/{hit.id}/",
            f"{base}appointments/new/?patient={hit.id}{more}",
            who(hit.age(today), hit.sex),
            country,
            typed,
        )
        for hit in hits
    ]

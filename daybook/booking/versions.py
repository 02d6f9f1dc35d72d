"""One counter per clinic and day. A desk that sees an old number asks for the day again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import connection

from daybook.billing.numbers import GIVEN
from daybook.clinics.models import Branch
from daybook.lib.ids import uuid7
from daybook.lib.zones import local_day, zone
from daybook.tenancy.reads import read
from daybook.tenancy.scope import current_clinic_id, scope_notes

_BUMP = """
INSERT INTO booking_dayversion (clinic_id, id, day, number) VALUES (%s, %s, %s, 1)
ON CONFLICT (clinic_id, day) DO UPDATE SET number = booking_dayversion.number + 1
"""


_CHANGED = "booking.changed"
_several: ContextVar[bool] = ContextVar("daybook_several_changes", default=False)


class SecondChange(RuntimeError):
    """A transaction that has changed the book once tried it again: a mistake in the program, not the person's."""


@contextmanager
def several_changes() -> Iterator[None]:
    """Several changes of the book in one transaction, where nobody else writes: tests, and what fills a new clinic."""
    token = _several.set(True)
    try:
        yield
    finally:
        _several.reset(token)


def day_of(branch: Branch, at: datetime) -> date:
    """The branch's calendar day of a moment."""
    return local_day(at, zone(branch.time_zone))


def bump(*days: date) -> None:
    """Days have changed. Last in an action: the counter's row is locked until the transaction ends.

    Raises SecondChange for a second action in one scope: it would have waited for practitioners, rooms and patients
    while it kept everyone else from finishing on that day, and two such transactions end in a deadlock.
    """
    if not days:
        return
    notes = scope_notes()
    if notes.get(_CHANGED) and not _several.get():
        raise SecondChange("one transaction changes the book once: open a clinic_scope for each action")
    notes[_CHANGED] = True
    with connection.cursor() as cursor:
        for day in sorted(set(days)):
            cursor.execute(_BUMP, [current_clinic_id(), uuid7(), day])


def day_version(day: date) -> int:
    """The day's counter; 0 before anything happened."""
    found = read(
        "SELECT number FROM booking_dayversion WHERE clinic_id = %(clinic)s AND day = %(day)s", day=day
    )
    return int(found[0][0]) if found else 0


_MARK = f"""
SELECT (SELECT number FROM booking_dayversion WHERE clinic_id = %(clinic)s AND day = %(day)s), ({GIVEN})
"""  # noqa: S608 - texts of ours


def day_mark(day: date) -> str:
    """Another one whenever the day has changed, or money: what a card says of dues. One statement."""
    number, given = read(_MARK, day=day)[0]
    return f"{number or 0}-{given}"


def days_version(first: date, last: date) -> int:
    """The counters of all days from `first` to `last` together: it grows with each change in any of them."""
    found = read(
        "SELECT sum(number)::bigint FROM booking_dayversion"
        " WHERE clinic_id = %(clinic)s AND day >= %(first)s AND day <= %(last)s",
        first=first,
        last=last,
    )
    return int(found[0][0] or 0)

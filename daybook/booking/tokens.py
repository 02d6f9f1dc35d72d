"""The next number of a practitioner's day, without a gap and without a twin (docs/why/queue.md).

The counter's row is locked from the moment a number is taken until the transaction ends. Who gives up gives the number
back with everything else, and whoever waited for the row gets it.
"""

from datetime import date
from string import ascii_uppercase
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from daybook.lib.ids import uuid7
from daybook.tenancy.reads import read
from daybook.tenancy.scope import current_clinic_id

# I and O are read as numbers.
LETTERS = tuple(letter for letter in ascii_uppercase if letter not in "IO")


class Token(NamedTuple):
    letter: str
    number: int


_NEXT = """
UPDATE booking_queuecounter SET last = last + 1
WHERE clinic_id = %s AND practitioner_id = %s AND day = %s RETURNING letter, last
"""
_FIRST = """
INSERT INTO booking_queuecounter (clinic_id, id, practitioner_id, day, letter, last) VALUES (%s, %s, %s, %s, %s, 1)
ON CONFLICT (clinic_id, practitioner_id, day) DO UPDATE SET last = booking_queuecounter.last + 1
RETURNING letter, last
"""
_LETTERS = """
SELECT (SELECT count(*) FROM clinics_practitioner o WHERE o.clinic_id = %(clinic)s AND o.left_at IS NULL
        AND (o.position, o.name, o.id) < (p.position, p.name, p.id)),
    ARRAY(SELECT letter FROM booking_queuecounter WHERE clinic_id = %(clinic)s AND day = %(day)s)
FROM clinics_practitioner p WHERE p.clinic_id = %(clinic)s AND p.id = %(practitioner)s
"""


def next_token(practitioner_id: UUID, day: date) -> Token:
    """Takes the number; it counts from the commit on. Second to last in an action: only `bump` locks after it."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [current_clinic_id(), practitioner_id, day])
        found = cursor.fetchone()
        if found is None:
            letter = _letter(practitioner_id, day)
            cursor.execute(_FIRST, [current_clinic_id(), uuid7(), practitioner_id, day, letter])
            found = cursor.fetchone()
    return Token(*found)


def _letter(practitioner_id: UUID, day: date) -> str:
    """The practitioner's place among their colleagues, A for the first; the next one that is free when it is taken.

    One after another for a clinic's day: two practitioners' first patients would choose the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
            [f"queue letters {day}", current_clinic_id()],
        )
    [(place, taken)] = read(_LETTERS, practitioner=practitioner_id, day=day)
    order = [letter_at((place + step) % 576) for step in range(600)]
    return next(letter for letter in order if letter not in taken)


def letter_at(place: int) -> str:
    """A to Z, then AA, AB ... for a clinic of more than twenty-four practitioners."""
    first, last = divmod(place, len(LETTERS))
    return (LETTERS[first - 1] if first else "") + LETTERS[last]

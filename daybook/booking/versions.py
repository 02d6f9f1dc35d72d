"""One counter per clinic and day. A desk that sees an old number asks for the day again."""

from datetime import date, datetime

from django.db import connection

from daybook.clinics.models import Branch
from daybook.lib.ids import uuid7
from daybook.lib.zones import local_day, zone
from daybook.tenancy.reads import read
from daybook.tenancy.scope import current_clinic_id

_BUMP = """
INSERT INTO booking_dayversion (clinic_id, id, day, number) VALUES (%s, %s, %s, 1)
ON CONFLICT (clinic_id, day) DO UPDATE SET number = booking_dayversion.number + 1
"""


def day_of(branch: Branch, at: datetime) -> date:
    """The branch's calendar day of a moment."""
    return local_day(at, zone(branch.time_zone))


def bump(*days: date) -> None:
    """Days have changed. Last in an action: the counter's row is locked until the transaction ends."""
    with connection.cursor() as cursor:
        for day in sorted(set(days)):
            cursor.execute(_BUMP, [current_clinic_id(), uuid7(), day])


def day_version(day: date) -> int:
    """The day's counter; 0 before anything happened."""
    found = read(
        "SELECT number FROM booking_dayversion WHERE clinic_id = %(clinic)s AND day = %(day)s", day=day
    )
    return int(found[0][0]) if found else 0

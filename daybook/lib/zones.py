"""Days and wall-clock times of a place, turned into moments. A branch's zone decides what a day is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import BadInput


class BadZone(BadInput):
    """No time zone of that name."""


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as "Asia/Kolkata"; raises BadZone for any other text."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # ValueError: a path or a NUL in the name. OSError: a folder ("Asia"), or a name too long.
        raise BadZone(_("There is no time zone of that name."), code="zone") from None


def at_local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) when clocks in `zone` show `at` on `day`.

    A time that the clocks skip becomes the first moment after the gap, a time that they show twice is the
    first of the two. So a later wall-clock time never gives an earlier moment: no interval turns around.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    early, late = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    if _offset(late) > _offset(early):
        return _end_of_gap(wall, zone)
    return early.astimezone(UTC)


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end (UTC) of a local day: 24 hours, or 23, 25, 23.5 ... where the clocks change."""
    midnight = time(0)
    return at_local(day, midnight, zone), at_local(day + timedelta(days=1), midnight, zone)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The date that a calendar in `zone` shows at the moment `at`."""
    return at.astimezone(zone).date()


def clock_text(local: datetime) -> str:
    """What a 24-hour clock shows, as the day's grid writes it: "9:05", "14:30"."""
    return f"{local.hour}:{local.minute:02}"


def _offset(at: datetime) -> timedelta:
    return at.utcoffset() or timedelta(0)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the jump. Python does not tell it, so it is searched, to the second."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone).astimezone(UTC)
    old = _offset(before.astimezone(zone))
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(middle.astimezone(zone)) == old:
            before = middle
        else:
            after = middle
    return after

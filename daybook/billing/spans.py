"""Days of any zone as moments, so that an index can be used before days are compared by zone."""

from datetime import date, datetime, time, timedelta, timezone

# No zone is further from UTC than 14 hours.
EAST, WEST = timezone(timedelta(hours=14)), timezone(-timedelta(hours=14))


def widest(first: date, last: date) -> tuple[datetime, datetime]:
    """From when to when it is one of these days somewhere; years at the ends of the calendar are cut."""
    first = max(first, date(2, 1, 1))
    last = min(last, date(9998, 12, 31))
    return datetime.combine(first, time(0), EAST), datetime.combine(last + timedelta(days=1), time(0), WEST)

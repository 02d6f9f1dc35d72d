"""When a clinic or a practitioner is away in the weeks around the present day; the present day is never closed."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from daybook.lib.zones import at_local, day_bounds
from daybook.operations.demo.shapes import ClinicFacts, DemoHoliday, DemoLeave
from daybook.operations.demo.sunrise import MIYAPUR, MONDAY, SUNRISE, THURSDAY, WEDNESDAY

# India's three national holidays and Christmas, by month and day.
PUBLIC = {
    (1, 26): "Republic Day",
    (8, 15): "Independence Day",
    (10, 2): "Gandhi Jayanti",
    (12, 25): "Christmas",
}


def holidays(facts: ClinicFacts, today: date, before: int, after: int) -> tuple[DemoHoliday, ...]:
    """Those from `before` days ago to `after` days ahead."""
    days = (today + timedelta(days=ahead) for ahead in range(-before, after + 1))
    found = [
        DemoHoliday(None, day, PUBLIC[day.month, day.day])
        for day in days
        if (day.month, day.day) in PUBLIC and day != today
    ]
    if facts is SUNRISE:
        found.append(DemoHoliday(None, _next(MONDAY, today + timedelta(days=10)), "Staff training"))
        found.append(DemoHoliday(MIYAPUR, _next(WEDNESDAY, today + timedelta(days=4)), "Road works"))
    return tuple({(one.branch, one.day): one for one in found}.values())


def leaves(facts: ClinicFacts, today: date) -> tuple[DemoLeave, ...]:
    if facts is not SUNRISE:
        return ()
    zone = ZoneInfo(facts.zone)
    congress = _next(THURSDAY, today + timedelta(days=4))
    family = today - timedelta(days=9)
    return (
        DemoLeave(
            "Dr Farid Khan",
            day_bounds(congress, zone)[0],
            day_bounds(congress + timedelta(days=1), zone)[1],
            "Paediatrics congress",
        ),
        DemoLeave("Dr Vikram Das", at_local(family, time(12), zone), day_bounds(family, zone)[1], "Family"),
    )


def _next(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)

"""Beside the book: who is waiting, the day in numbers, the next gaps."""

from collections import defaultdict
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from daybook.booking.choices import Who
from daybook.booking.models import TAKING
from daybook.booking.queries import Line
from daybook.booking.queries_queue import QueueLine
from daybook.lib.intervals import Interval
from daybook.lib.zones import clock_text
from daybook.scheduling.free import free_times
from daybook.scheduling.queries import DayHours
from daybook.web.staff.day.frame import Frame
from daybook.web.staff.day.shapes import CallNext, Figure, NextFree, Waiting
from daybook.web.staff.queue.lines import LONG_WAIT, S, booked_words

VISIT = 15  # minutes: what "next free" looks for before a service is chosen


def waiting(frame: Frame, lines: list[QueueLine]) -> tuple[Waiting, ...]:
    """Who was called and has not come in yet, then who waits, in the order in which they will be called."""
    called = [line for line in lines if line.state == S.CALLED]
    return tuple(_waits(frame, line) for line in called + [line for line in lines if line.state == S.WAITING])


def unmarked(frame: Frame, rows: list[Line]) -> tuple[Waiting, ...]:
    """Of a day that is over: whose visit nobody has marked as seen or missed."""
    if not frame.record:
        return ()
    return tuple(
        Waiting(
            name=row.patient or "",
            detail=clock_text(row.starts_at.astimezone(frame.zone)) + f" · {frame.states[row.status]}",
            since=0,
            minutes=0,
            url=f"{frame.base}appointments/{row.id}/",
        )
        for row in rows
        if row.status in ("booked", "arrived", "in_consultation") and row.patient
    )


def _waits(frame: Frame, line: QueueLine) -> Waiting:
    return Waiting(
        name=line.patient,
        detail=f"{line.practitioner} · {booked_words(line, frame.zone)}",
        since=frame.minute(line.arrived_at),
        minutes=max(int((frame.now - line.arrived_at).total_seconds() // 60), 0),
        url=f"{frame.base}queue/{line.id}/",
        token=line.token,
        long=frame.now - line.arrived_at > LONG_WAIT,
        called=line.state == S.CALLED,
    )


def call_next(frame: Frame, lines: list[QueueLine]) -> CallNext | None:
    """For whoever has nobody with them, of those the one whose next patient waits longest; else the longest wait."""
    busy = {line.practitioner_id for line in lines if line.state in (S.CALLED, S.WITH_PRACTITIONER)}
    first = [line for line in lines if line.state == S.WAITING]
    line = next((each for each in first if each.practitioner_id not in busy), None) or next(iter(first), None)
    if line is None or not frame.is_today:
        return None
    url = f"{frame.base}queue/next/"
    return CallNext(line.practitioner, str(line.practitioner_id), str(line.branch_id), line.id, url)


def next_free(frame: Frame, who: Who, hours: DayHours | None, rows: list[Line]) -> NextFree | None:
    """The practitioner's next gap of VISIT minutes on this day, from what the day has loaded already."""
    if hours is None or not hours.open or frame.end <= frame.now:
        return None
    taken = [
        Interval(row.busy_from, row.busy_until) for row in rows if row.status in TAKING and row.lane == 0
    ]
    starts = free_times(hours.open, taken, length=VISIT, anchor=frame.start, not_before=frame.now)
    at = next(iter(starts), None)
    if at is None:
        return None
    local = at.astimezone(frame.zone)
    query = urlencode(
        {"practitioner": str(who.id), "starts_at": f"{local:%Y-%m-%dT%H:%M}", "branch": str(frame.branch.id)}
    )
    return NextFree(who.name, clock_text(local), f"{frame.base}appointments/new/?{query}")


def figures(rows: list[Line], lines: list[QueueLine], over: bool = False) -> tuple[Figure, ...]:
    """The day in numbers, as the report counts it (booking/report.py): who walked in is seen like who was booked.
    `over`: the day is past."""
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        count[row.status] += 1
    booked = len([row for row in rows if row.status != "held"])
    walked_in = [line.state for line in lines if line.appointment_id is None and line.state != S.LEFT]
    seen = {"seen": count["done"] + walked_in.count(S.DONE), "all": booked + len(walked_in)}
    return (
        Figure(_("Seen"), _("%(seen)d of %(all)d") % seen),
        Figure(_("Not marked") if over else _("To come"), str(count["booked"])),
        Figure(_("No-show"), str(count["no_show"])),
        Figure(_("Overbooked"), str(len([row for row in rows if row.lane > 0]))),
    )

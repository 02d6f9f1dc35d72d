"""A practitioner's own today: who is in, who is next, who waits, who comes. One list, made for a phone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.booking.queries import Line, own_book
from daybook.booking.queries_queue import QueueLine, my_queue
from daybook.booking.versions import day_version
from daybook.clinics.models import Practitioner
from daybook.lib import clock
from daybook.lib.zones import clock_text
from daybook.patients.births import Birth, age_in_words
from daybook.web.staff.day.build import heading
from daybook.web.staff.day.frame import Frame
from daybook.web.staff.day.page import Wish
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.queue.lines import S, minutes_since

HERE = (S.WITH_PRACTITIONER, S.CALLED, S.WAITING)


@dataclass(frozen=True, slots=True)
class Mine:
    """A line of the list. `entry` or `appointment` is what the visit opens from; `url` opens the card instead.
    `glyph` is the state's drawing, `state` its word, `note` what stands at the end of the line."""

    name: str
    age: str
    detail: str
    glyph: str
    state: str
    token: str = ""
    note: str = ""
    entry: str = ""
    appointment: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the list. `lead`: its first line is what comes next, and is drawn large."""

    heading: str
    lines: tuple[Mine, ...]
    lead: bool = False


@dataclass(frozen=True, slots=True)
class MyDay:
    heading: str
    about: str
    parts: tuple[Part, ...]
    poll_url: str
    etag: str


def etag(wanted: Wish) -> str:
    """The day's counter, and the minute: waiting times grow without a booking."""
    return f'"{day_version(wanted.today)}-{int(clock.now().timestamp()) // 60}"'


def my_day(request: StaffRequest, who: Practitioner, wanted: Wish) -> MyDay:
    """From two queries: one's queue and one's appointments, at whichever branch."""
    base, mark = f"/c/{request.tenant.slug}/", etag(wanted)
    frame = Frame.of(wanted.today, wanted.branch, wanted.zone, base, may_move=False)
    queue = my_queue(who, wanted.today)
    rows = own_book(who.id, frame.start, frame.end)
    waiting = [_here(frame, line) for line in queue if line.state in (S.CALLED, S.WAITING)]
    inside = [_here(frame, line) for line in queue if line.state == S.WITH_PRACTITIONER]
    coming = [_booked(frame, row) for row in rows if row.status == "booked"]
    over = _over(frame, queue, rows)
    parts = (
        Part(_("With you"), tuple(inside), lead=True),
        Part(_("Next"), tuple(waiting[:1]), lead=not inside),
        Part(_("Waiting"), tuple(waiting[1:])),
        Part(_("To come"), tuple(coming)),
        Part(_("Seen"), tuple(over)),
    )
    return MyDay(
        heading=heading(wanted.today),
        about=_about(len(over), len(waiting), len(coming)),
        parts=tuple(part for part in parts if part.lines),
        poll_url=f"{base}my-day/changes/",
        etag=mark,
    )


def _about(seen: int, waiting: int, coming: int) -> str:
    return " · ".join(
        (
            ngettext("%(count)d seen", "%(count)d seen", seen) % {"count": seen},
            ngettext("%(count)d waiting", "%(count)d waiting", waiting) % {"count": waiting},
            ngettext("%(count)d to come", "%(count)d to come", coming) % {"count": coming},
        )
    )


def _here(frame: Frame, line: QueueLine) -> Mine:
    inside = line.state == S.WITH_PRACTITIONER
    minutes = minutes_since(line.started_at if inside else line.arrived_at)
    at = [clock_text(line.starts_at.astimezone(frame.zone))] if line.starts_at else [_("walk-in")]
    return Mine(
        name=line.patient,
        age=_age(line, frame),
        detail=" · ".join(filter(None, [*at, line.service])),
        glyph="inroom" if inside else "arrived",
        state=str(S(line.state).label),
        token=line.token,
        note=_("%(minutes)d min") % {"minutes": minutes},
        entry=line.id,
    )


def _booked(frame: Frame, row: Line) -> Mine:
    return Mine(
        name=row.patient or "",
        age=_age(row, frame),
        detail=row.service or "",
        glyph="booked",
        state=frame.states[row.status],
        note=clock_text(row.starts_at.astimezone(frame.zone)),
        url=f"{frame.base}appointments/{row.id}/",
    )


def _over(frame: Frame, queue: Iterable[QueueLine], rows: Iterable[Line]) -> list[Mine]:
    """Who was seen, the last one first: by their tokens, and those whose visit never had one."""
    seen = [(line.ended_at or line.arrived_at, _here(frame, line)) for line in queue if line.state == S.DONE]
    tokens = {str(line.appointment_id) for line in queue}
    for row in rows:
        if row.status == "done" and row.id not in tokens:
            seen.append(
                (row.done_at or row.ends_at, replace(_booked(frame, row), appointment=row.id, url=""))
            )
    return [
        replace(mine, glyph="done", note=clock_text(at.astimezone(frame.zone)))
        for at, mine in sorted(seen, key=itemgetter(0), reverse=True)
    ]


def _age(line: QueueLine | Line, frame: Frame) -> str:
    return age_in_words(Birth(line.born_on, line.born_precision or ""), frame.day) if line.born_on else ""

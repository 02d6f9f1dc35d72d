"""From the book's rows to what the day view draws."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.booking.models import TAKING, Appointment
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.lib.intervals import Interval, subtract
from daybook.lib.zones import clock_text, day_bounds, local_day
from daybook.patients.age import age_text
from daybook.scheduling.free import free_times
from daybook.scheduling.queries import DayHours
from daybook.web.staff.day.lanes import side_by_side
from daybook.web.staff.day.shapes import Block, Card, Column, Figure, NextFree, State, Waiting

STATES: dict[str, State] = {
    "held": "held",
    "booked": "booked",
    "arrived": "arrived",
    "in_consultation": "inroom",
    "done": "done",
    "no_show": "noshow",
}
EARLIEST, LATEST = 9 * 12, 18 * 12  # rows drawn on a day when nobody works
VISIT = 15  # minutes: what "next free" looks for before a service is chosen
LONG_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Frame:
    """The day being drawn: local midnight to midnight at the branch."""

    day: date
    branch: Branch
    zone: ZoneInfo
    start: datetime
    end: datetime
    now: datetime
    base: str
    may_move: bool

    @classmethod
    def of(cls, day: date, branch: Branch, zone: ZoneInfo, base: str, may_move: bool) -> "Frame":
        return cls(day, branch, zone, *day_bounds(day, zone), clock.now(), base, may_move)

    def minute(self, at: datetime) -> int:
        """Minutes on the wall clock since local midnight, so that 10:00 stands beside 10:00 on every day."""
        local = at.astimezone(self.zone)
        if local.date() != self.day:
            return 0 if local.date() < self.day else 1440
        return local.hour * 60 + local.minute

    def row(self, at: datetime) -> int:
        return self.minute(at) // 5

    def rows(self, span: Interval) -> tuple[int, int]:
        """First row and how many; at least one."""
        first = min(self.minute(span.start) // 5, 287)
        last = -(-self.minute(span.end) // 5)
        return first, max(last - first, 1)

    @property
    def is_today(self) -> bool:
        return local_day(self.now, self.zone) == self.day


def card(frame: Frame, row: Appointment) -> Card:
    """One appointment as a card; a hold has no patient and no address."""
    first, span = frame.rows(Interval(row.starts_at, row.ends_at))
    local = row.starts_at.astimezone(frame.zone)
    movable = frame.may_move and row.status in ("booked", "arrived")
    url = f"{frame.base}appointments/{row.id}/"
    patient = row.patient
    return Card(
        id=str(row.id),
        row=first,
        span=span,
        state=STATES[row.status],
        state_word=_state_word(row),
        name=patient.name if patient else _("Held"),
        time_text=clock_text(local),
        url=url,
        age=age_text(patient, frame.day) if patient else "",
        service=row.service.name if row.service else "",
        colour=row.service.colour if row.service else "",
        detail=_detail(frame, row),
        overbooked=row.lane > 0,
        version=row.version,
        move_url=f"{url}move/" if movable else "",
    )


def _state_word(row: Appointment) -> str:
    if row.lane > 0 and row.status == "booked":
        return _("Overbooked")
    return str(row.get_status_display())


def _detail(frame: Frame, row: Appointment) -> str:
    if row.status == "arrived" and row.arrived_at and frame.is_today:
        minutes = max(int((frame.now - row.arrived_at).total_seconds() // 60), 0)
        return _("%(minutes)d min") % {"minutes": minutes}
    if row.status == "in_consultation" and row.consulted_at:
        local = row.consulted_at.astimezone(frame.zone)
        return _("since %(time)s") % {"time": clock_text(local)}
    return row.overbook_reason if row.lane > 0 else ""


def column(
    frame: Frame, who: Practitioner, hours: DayHours | None, rows: list[Appointment], holiday: str
) -> Column:
    """One practitioner's day."""
    room = next((part.room.name for part in hours.work if part.room), "") if hours else ""
    tag, kind = _punctuality(frame, rows)
    return Column(
        id=str(who.id),
        name=who.name,
        cards=side_by_side(card(frame, row) for row in rows),
        blocks=blocks(frame, hours, holiday),
        detail=" · ".join(part for part in (who.speciality, room) if part),
        tag=tag,
        tag_kind="warn" if kind else "",
    )


def _punctuality(frame: Frame, rows: list[Appointment]) -> tuple[str, bool]:
    """How late the practitioner runs: how long the next arrived patient is past their time."""
    if not frame.is_today:
        return "", False
    due = [row.starts_at for row in rows if row.status == "arrived" and row.starts_at < frame.now]
    if not due:
        return "", False
    late = int((frame.now - min(due)).total_seconds() // 60)
    return (_("%(minutes)d min late") % {"minutes": late}, True) if late >= 5 else ("", False)


def blocks(frame: Frame, hours: DayHours | None, holiday: str) -> tuple[Block, ...]:
    """The parts of the day in which nobody can be booked, named."""
    whole = Interval(frame.start, frame.end)
    if holiday:
        return (Block("holiday", 0, 288, holiday),)
    if hours is None:
        return (Block("closed", 0, 288),)
    found = [Block("break", *frame.rows(p.span), p.label or _("Break")) for p in hours.breaks]
    found += [Block("leave", *frame.rows(p.span), p.label or _("On leave")) for p in hours.leave]
    named = [p.span for p in hours.breaks + hours.leave]
    closed = subtract([whole], [p.span for p in hours.work] + named)
    return (*found, *(Block("closed", *frame.rows(span)) for span in closed))


def drawn_rows(columns: list[Column], now_row: int | None) -> tuple[int, int]:
    """First row and number of rows, on full hours: from the first thing of the day to the last."""
    spans = [(one.row, one.row + one.span) for each in columns for one in each.cards]
    for each in columns:
        spans += _open_spans(each)
    first = min((start for start, _ in spans), default=EARLIEST)
    last = max((end for _, end in spans), default=LATEST)
    if now_row is not None and first - 24 <= now_row <= last + 24:
        first, last = min(first, now_row), max(last, now_row + 1)
    first -= first % 12
    return first, max(-(-last // 12) * 12 - first, 36)


def _open_spans(column: Column) -> list[tuple[int, int]]:
    """From opening to closing time, by what is drawn as closed before and after."""
    shut = [block for block in column.blocks if block.kind in ("closed", "holiday")]
    if any(block.span >= 288 for block in shut):
        return []
    opening = max((b.row + b.span for b in shut if b.row == 0), default=0)
    closing = min((b.row for b in shut if b.row + b.span >= 288), default=288)
    return [(opening, closing)]


def waiting(frame: Frame, rows: list[Appointment], names: dict[UUID, str]) -> tuple[Waiting, ...]:
    """Who has arrived, the longest wait first."""
    here = sorted(
        (row for row in rows if row.status == "arrived" and row.arrived_at),
        key=lambda row: row.arrived_at or row.starts_at,
    )
    return tuple(_waits(frame, row, names) for row in here)


def _waits(frame: Frame, row: Appointment, names: dict[UUID, str]) -> Waiting:
    arrived = row.arrived_at or row.starts_at
    local = row.starts_at.astimezone(frame.zone)
    who = {"who": names.get(row.practitioner_id, ""), "time": clock_text(local)}
    return Waiting(
        name=row.patient.name if row.patient else "",
        detail=_("%(who)s · booked %(time)s") % who,
        since=frame.minute(arrived),
        minutes=max(int((frame.now - arrived).total_seconds() // 60), 0),
        url=f"{frame.base}appointments/{row.id}/",
        long=frame.now - arrived > LONG_WAIT,
    )


def next_free(
    frame: Frame, who: Practitioner, hours: DayHours | None, rows: list[Appointment]
) -> NextFree | None:
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


def figures(rows: list[Appointment]) -> tuple[Figure, ...]:
    """The day in numbers."""
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        count[row.status] += 1
    booked = len([row for row in rows if row.status != "held"])
    return (
        Figure(_("Seen"), _("%(seen)d of %(all)d") % {"seen": count["done"], "all": booked}),
        Figure(_("To come"), str(count["booked"])),
        Figure(_("No-show"), str(count["no_show"])),
        Figure(_("Overbooked"), str(len([row for row in rows if row.lane > 0]))),
    )


def heading(day: date) -> str:
    """The day in words."""
    return date_format(day, "l j F")


def practitioners_word(count: int) -> str:
    return ngettext("%(count)d practitioner", "%(count)d practitioners", count) % {"count": count}

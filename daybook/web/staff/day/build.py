"""From the book's rows to what the day view draws."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.booking.choices import Who
from daybook.booking.queries import Line
from daybook.booking.transitions import MOVABLE
from daybook.lib.intervals import Interval, subtract
from daybook.lib.zones import clock_text
from daybook.patients.births import Birth, age_in_words
from daybook.scheduling.queries import DayHours
from daybook.web.staff.day.frame import MINUTE, Frame
from daybook.web.staff.day.lanes import side_by_side
from daybook.web.staff.day.shapes import Block, Card, Column, State, TagKind

STATES: dict[str, State] = {
    "held": "held",
    "booked": "booked",
    "arrived": "arrived",
    "in_consultation": "inroom",
    "done": "done",
    "no_show": "noshow",
}
NOTED, VERY_LATE = 5, 15  # minutes
EARLIEST, LATEST = 9 * 12, 18 * 12  # rows drawn on a day when nobody works


def card(frame: Frame, row: Line, token: str = "") -> Card:
    """One appointment as a card; a hold has no patient and no address."""
    starts, ends = frame.minute(row.starts_at), frame.minute(row.ends_at)
    first = min(starts // 5, 287)
    movable = frame.may_move and row.status in MOVABLE
    url = f"{frame.base}appointments/{row.id}/"
    return Card(
        id=row.id,
        row=first,
        span=max(-(-ends // 5) - first, 1),
        state=STATES[row.status],
        state_word=_word(frame, row, token),
        name=_("Held") if row.patient is None else row.patient,
        time_text=f"{starts // 60}:{starts % 60:02}",
        url=url,
        age=_age(row, frame.day),
        service=row.service or "",
        colour=row.colour or "",
        detail=" · ".join(filter(None, (_detail(frame, row), frame.dues.get(row.id)))),
        overbooked=row.lane > 0,
        version=row.version,
        move_url=f"{url}move/" if movable else "",
    )


def _word(frame: Frame, row: Line, token: str) -> str:
    """What the card says first; of who waits also the token, because that is what is called out."""
    if frame.record and row.status in ("booked", "done"):
        return seen_words(frame, row) if row.status == "done" else _("Not marked")
    if row.lane > 0 and row.status == "booked":
        return _("Overbooked")
    word = frame.states[row.status]
    return f"{word} {token}" if token and row.status == "arrived" else word


def _age(row: Line, day: date) -> str:
    return age_in_words(Birth(row.born_on, row.born_precision or ""), day) if row.born_on else ""


def _detail(frame: Frame, row: Line) -> str:
    if frame.record:
        return happened(frame, row)
    if row.status == "arrived" and row.since and frame.is_today:
        minutes = max(int((frame.now - row.since).total_seconds() // 60), 0)
        return _("%(minutes)d min") % {"minutes": minutes}
    if row.status == "in_consultation" and row.since:
        local = row.since.astimezone(frame.zone)
        return _("since %(time)s") % {"time": clock_text(local)}
    return row.overbook_reason if row.lane > 0 else ""


def seen_words(frame: Frame, row: Line) -> str:
    """ "Seen 9:10–9:25": as far as it was marked on the day itself, not what was marked later."""
    times = [_clock(frame, at) for at in (row.consulted_at, row.done_at) if at and frame.within(at)]
    return " ".join([_("Seen"), "–".join(times)]).strip()


def happened(frame: Frame, row: Line) -> str:
    """When the patient came, of whom there is a mark of that day."""
    came = row.arrived_at is not None and frame.within(row.arrived_at)
    words = _("came %(time)s") % {"time": _clock(frame, row.arrived_at)} if came and row.arrived_at else ""
    return " · ".join(filter(None, (words, row.overbook_reason if row.lane > 0 else "")))


def _clock(frame: Frame, at: datetime) -> str:
    return clock_text(at.astimezone(frame.zone))


def column(
    frame: Frame,
    who: Who,
    hours: DayHours | None,
    rows: list[Line],
    holiday: str,
    tokens: Mapping[str, str] = MappingProxyType({}),
) -> Column:
    """One practitioner's day. `tokens`: those of the queue by the appointments' ids."""
    room = next((part.room.name for part in hours.work if part.room), "") if hours else ""
    tag, kind = _punctuality(frame, rows)
    return Column(
        id=str(who.id),
        name=who.name,
        cards=side_by_side(card(frame, row, tokens.get(row.id, "")) for row in rows),
        blocks=blocks(frame, hours, holiday),
        detail=" · ".join(part for part in (who.speciality, room) if part),
        tag=tag,
        tag_kind=kind,
    )


def _punctuality(frame: Frame, rows: list[Line]) -> tuple[str, TagKind]:
    """How late the practitioner runs: how long the next arrived patient is past their time. Nobody kept waiting: how
    early whoever is in went in. Nothing before the first patient has come."""
    if not frame.is_today:
        return "", ""
    due = [row.starts_at for row in rows if row.status == "arrived" and row.starts_at < frame.now]
    late = (frame.now - min(due)) // MINUTE if due else 0
    if late >= NOTED:
        return _("%(minutes)d min late") % {"minutes": late}, "bad" if late >= VERY_LATE else "warn"
    went_in = [(row.since, row.starts_at) for row in rows if row.status == "in_consultation" and row.since]
    early = (went_in[-1][1] - went_in[-1][0]) // MINUTE if went_in else 0
    if early >= NOTED:
        return _("%(minutes)d min early") % {"minutes": early}, ""
    begun = any(row.status in ("in_consultation", "done") for row in rows)
    return (_("on time"), "") if begun and (due or went_in) else ("", "")


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


def heading(day: date) -> str:
    """The day in words."""
    return date_format(day, "l j F")


def practitioners_word(count: int) -> str:
    return ngettext("%(count)d practitioner", "%(count)d practitioners", count) % {"count": count}

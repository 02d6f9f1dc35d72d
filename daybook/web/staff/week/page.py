"""A practitioner's week: the day's columns, each another day, drawn by the same code."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.accounts.permissions import Permission
from daybook.booking import choices
from daybook.booking.choices import Who
from daybook.booking.dues import dues_between
from daybook.booking.models import TAKING
from daybook.booking.queries import Line, book_between
from daybook.booking.queries_queue import queue_of_day
from daybook.booking.versions import days_version
from daybook.lib import clock
from daybook.lib.zones import local_day
from daybook.scheduling.queries import DayPlan, plans_between
from daybook.web.days import FIRST_DAY, LAST_DAY
from daybook.web.ids import uuid_or_none
from daybook.web.staff.day import build
from daybook.web.staff.day.frame import Frame
from daybook.web.staff.day.page import SLOT, Wish, branch_menu, dues_words, empty, views
from daybook.web.staff.day.shapes import Choice, Column, DayPage
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.queue.lines import tokens_of

DAYS = 7


def monday_of(wanted: Wish) -> date:
    return max(wanted.day - timedelta(days=wanted.day.weekday()), FIRST_DAY)


def days_of(monday: date) -> list[date]:
    return [monday + timedelta(days=n) for n in range(DAYS)]


def etag(request: StaffRequest, wanted: Wish) -> str:
    """The counters of the week's days, the schedule's, and the minute."""
    monday = monday_of(wanted)
    number = days_version(monday, monday + timedelta(days=DAYS - 1))
    return f'"{number}-{request.clinic.schedule_version}-{int(clock.now().timestamp()) // 60}"'


def week_page(request: StaffRequest, wanted: Wish) -> DayPage:
    """The page, from few queries, however many days and appointments."""
    base, days = f"/c/{request.tenant.slug}/", days_of(monday_of(wanted))
    mark = etag(request, wanted)  # before the rows, as the day's
    plans = plans_between(wanted.branch, days[0], days[-1])
    everyone, who = _who(request, wanted, plans)
    if who is not None:
        wanted = replace(wanted, who=(str(who.id),))
    may_book = request.may(Permission.BOOK)
    frames = [Frame.of(day, wanted.branch, wanted.zone, base, may_book) for day in days]
    columns = [] if who is None else _columns(request, wanted, who, frames, plans)
    today = next((frame for frame in frames if frame.is_today), None)
    now = today.minute(today.now) if today else None
    first, count = build.drawn_rows(columns, None if now is None else now // 5)
    link = f"{base}week/?"
    return DayPage(
        day=wanted.day.isoformat(),
        heading=heading(days[0], days[-1]),
        columns=tuple(columns),
        first_row=first,
        rows=count,
        previous_url=link + wanted.query(day=max(wanted.day - timedelta(days=DAYS), FIRST_DAY)),
        today_url=link + wanted.query(day=""),
        next_url=link + wanted.query(day=min(wanted.day + timedelta(days=DAYS), LAST_DAY)),
        now=now,
        now_text="" if now is None else f"{now // 60}:{now % 60:02}",
        slot=SLOT,
        is_today=today is not None,
        book_url=f"{base}appointments/new/" if may_book and days[-1] >= wanted.today else "",
        poll_url=f"{base}week/changes/?{wanted.query()}",
        etag=mark,
        branches=branch_menu(wanted, link),
        practitioners=practitioner_menu(everyone, who, wanted, link),
        practitioners_word=who.name if who else "",
        empty=empty(request, base),
        views=views(base, wanted, "week"),
        is_over=days[-1] < wanted.today,
    )


def _who(request: StaffRequest, wanted: Wish, plans: dict[date, DayPlan]) -> tuple[list[Who], Who | None]:
    """Who works at the branch this week, with whoever is asked for; and whose week it is: theirs, else one's own,
    else the first one's."""
    asked = [found for text in wanted.who if (found := uuid_or_none(text))][:1]
    here: set[UUID] = {who for plan in plans.values() for who in plan.hours}
    everyone = choices.by_id({*here, *asked})
    own = [request.practitioner.id] if request.practitioner else []
    for wish in (*asked, *own):
        chosen = next((p for p in everyone if p.id == wish), None)
        if chosen is not None:
            return everyone, chosen
    return everyone, next(iter(everyone), None)


def practitioner_menu(everyone: list[Who], who: Who | None, wanted: Wish, link: str) -> tuple[Choice, ...]:
    """Whose week is shown; keys go to the one before and the one after."""
    at = everyone.index(who) if who else 0
    keys = {at - 1: ",", at + 1: "."}
    return tuple(
        Choice(p.name, link + wanted.query(who=p.id), p == who, keys.get(n, ""))
        for n, p in enumerate(everyone)
    )


def _columns(
    request: StaffRequest, wanted: Wish, who: Who, frames: list[Frame], plans: dict[date, DayPlan]
) -> list[Column]:
    first, last = frames[0].day, frames[-1].day
    rows = book_between(wanted.branch, first, last, who.id)
    dues = dues_words(request, rows, lambda: dues_between(wanted.branch, first, last, who.id))
    tokens = _tokens(wanted, frames, rows)
    by_day: dict[date, list[Line]] = defaultdict(list)
    for row in rows:
        by_day[local_day(row.starts_at, wanted.zone)].append(row)
    return [
        _column(replace(frame, dues=dues), who, plans[frame.day], by_day[frame.day], wanted, tokens)
        for frame in frames
    ]


def _tokens(wanted: Wish, frames: list[Frame], rows: list[Line]) -> dict[str, str]:
    """Of today; not asked before anybody has come."""
    here = any(frame.is_today for frame in frames) and any(row.status == "arrived" for row in rows)
    return tokens_of(queue_of_day(wanted.branch, wanted.today)) if here else {}


def _column(
    frame: Frame, who: Who, plan: DayPlan, rows: list[Line], wanted: Wish, tokens: dict[str, str]
) -> Column:
    holiday = "" if plan.holiday is None else plan.holiday or _("Holiday")
    return replace(
        build.column(frame, who, plan.hours.get(who.id), rows, holiday, tokens),
        name=date_format(frame.day, "D j"),
        detail=_count_words(frame, rows),
        day=frame.day.isoformat(),
        url=f"{frame.base}day/?{wanted.query(day=frame.day)}",
        today=frame.is_today,
        over=frame.record,
    )


def _count_words(frame: Frame, rows: list[Line]) -> str:
    """How many are booked; of a day that is over, how many were seen."""
    if frame.record:
        seen = len([row for row in rows if row.status == "done"])
        return _("%(seen)d of %(all)d seen") % {"seen": seen, "all": len(rows)} if rows else ""
    count = len([row for row in rows if row.status in TAKING])
    return ngettext("%(count)d booked", "%(count)d booked", count) % {"count": count} if count else ""


def heading(monday: date, sunday: date) -> str:
    """ "23 – 29 November 2026", with the month twice when it changes."""
    first = date_format(monday, "j" if monday.month == sunday.month else "j F")
    return f"{first} – {date_format(sunday, 'j F Y')}"

"""Which day of which branch is wanted, and the whole page for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from daybook.accounts.permissions import Permission
from daybook.booking import choices
from daybook.booking.choices import Who
from daybook.booking.dues import dues_of_day
from daybook.booking.queries import Line, day_book
from daybook.booking.queries_queue import QueueLine, queue_of_day
from daybook.booking.versions import day_mark
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.scheduling.queries import day_plan
from daybook.web.days import day_or_none
from daybook.web.ids import uuid_or_none
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.day import build, panel
from daybook.web.staff.day.frame import Frame
from daybook.web.staff.day.shapes import Choice, Column, DayPage, Empty, NextFree
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.queue.count import note_waiting
from daybook.web.staff.queue.lines import tokens_of, waiting_words

SLOT = 15
BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for, made whole: a day that exists, a branch of the clinic, some practitioners or all."""

    day: date
    today: date
    branch: Branch
    zone: ZoneInfo
    branches: tuple[Branch, ...]
    who: tuple[str, ...]

    def query(self, **other: object) -> str:
        parts: dict[str, object] = {
            "day": self.day.isoformat(),
            "branch": str(self.branch.id),
            "who": self.who,
        }
        return urlencode({key: value for key, value in (parts | other).items() if value}, doseq=True)


def wish(request: StaffRequest) -> Wish | None:
    """Reads day, branch and practitioners out of the address; nonsense falls back to today and the first branch.
    None when the clinic has no open branch yet."""
    branches = tuple(choices.branches())
    if not branches:
        return None
    asked = request.GET.get(BRANCH) or request.session.get(BRANCH)
    branch = next((b for b in branches if str(b.id) == asked), None) or _past_branch(asked) or branches[0]
    if request.GET.get(BRANCH) and request.session.get(BRANCH) != str(branch.id):
        request.session[BRANCH] = str(branch.id)
    place = zone(branch.time_zone)
    today = local_day(clock.now(), place)
    return Wish(
        day_or_none(request.GET.get("day", "")) or today, today, branch, place, branches, _who(request)
    )


def _past_branch(asked: str | None) -> Branch | None:
    """A closed branch, such as the one that an import's history lies at, when its address is opened."""
    wanted = uuid_or_none(asked or "")
    return choices.branch_by_id(wanted) if wanted else None


def _who(request: StaffRequest) -> tuple[str, ...]:
    return tuple(sorted({text for text in request.GET.getlist("who") if len(text) == 36}))


def etag(request: StaffRequest, wanted: Wish) -> str:
    """The day's counter and the money's, the schedule's, and the minute: waiting times and run-out holds show without a
    booking."""
    minute = int(clock.now().timestamp()) // 60
    return f'"{day_mark(wanted.day)}-{request.clinic.schedule_version}-{minute}"'


def day_page(request: StaffRequest, wanted: Wish) -> DayPage:
    """The page, from few queries: version, plan, appointments, who works here, and today the queue."""
    base = f"/c/{request.tenant.slug}/"
    may_book = request.may(Permission.BOOK)
    mark = etag(
        request, wanted
    )  # before the rows: a change in between shows up as one redraw too many, not too few
    frame = Frame.of(wanted.day, wanted.branch, wanted.zone, base, may_book)
    rows = day_book(wanted.branch, wanted.day)
    frame = replace(frame, dues=dues_words(request, rows, lambda: dues_of_day(wanted.branch, wanted.day)))
    lines = _queue(rows, wanted)
    if frame.is_today and not wanted.who:
        note_waiting(request, len([line for line in lines if line.state == "waiting"]))
    everyone, columns, free = _columns(frame, rows, wanted, tokens_of(lines))
    now = frame.minute(frame.now) if frame.is_today else None
    first, count = build.drawn_rows(columns, None if now is None else now // 5)
    link = f"{base}day/?"
    return DayPage(
        day=wanted.day.isoformat(),
        heading=build.heading(wanted.day),
        columns=tuple(columns),
        first_row=first,
        rows=count,
        previous_url=link + wanted.query(day=wanted.day - timedelta(days=1)),
        today_url=link + wanted.query(day=""),
        next_url=link + wanted.query(day=wanted.day + timedelta(days=1)),
        now=now,
        now_text="" if now is None else f"{now // 60}:{now % 60:02}",
        slot=SLOT,
        is_today=frame.is_today,
        book_url=f"{base}appointments/new/" if may_book and wanted.day >= wanted.today else "",
        poll_url=f"{base}day/changes/?{wanted.query()}",
        etag=mark,
        branches=branch_menu(wanted, link),
        practitioners=_menu(everyone, wanted, link),
        practitioners_word=build.practitioners_word(len(columns)),
        waiting=() if frame.record else panel.waiting(frame, lines),
        waiting_note="" if frame.record else waiting_words(lines),
        unmarked=panel.unmarked(
            frame, [r for r in rows if not wanted.who or str(r.practitioner_id) in wanted.who]
        ),
        call_next=panel.call_next(frame, lines) if request.may(Permission.CHECK_IN) else None,
        figures=panel.figures(_asked_for(rows, wanted), lines, frame.record),
        next_free=tuple(free) if may_book else (),
        empty=empty(request, base),
        views=views(base, wanted, "day"),
        is_over=frame.record,
        sheet_url=f"{base}day/sheet/?{wanted.query()}",
    )


VIEWS = (("day", _lazy("Day"), "1"), ("week", _lazy("Week"), "2"), ("month", _lazy("Month"), "3"))


def views(base: str, wanted: Wish, current: str) -> tuple[Choice, ...]:
    """Day, week and month around the same day, of the same branch and practitioners."""
    return tuple(
        Choice(str(word), f"{base}{path}/?{wanted.query()}", path == current, key)
        for path, word, key in VIEWS
    )


def branch_menu(wanted: Wish, link: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(b.name, link + wanted.query(branch=b.id, who=()), b.id == wanted.branch.id)
        for b in wanted.branches
    )


def _asked_for(rows: list[Line], wanted: Wish) -> list[Line]:
    """Those of the columns that are asked for."""
    return [row for row in rows if not wanted.who or str(row.practitioner_id) in wanted.who]


def _queue(rows: list[Line], wanted: Wish) -> list[QueueLine]:
    """Who was or is here, of those whose columns are asked for. Not asked before anybody can have come."""
    if wanted.day > wanted.today and all(row.status == "booked" for row in rows):
        return []
    lines = queue_of_day(wanted.branch, wanted.day)
    return [line for line in lines if not wanted.who or str(line.practitioner_id) in wanted.who]


def dues_words(request: StaffRequest, rows: list[Line], owed: Callable[[], dict[str, int]]) -> dict[str, str]:
    """Who is here and owes something, for those who bill. `owed` is not asked before anybody has come."""
    came = any(row.status in ("arrived", "in_consultation", "done") for row in rows)
    if not came or not request.may(Permission.BILL):
        return {}
    currency = request.clinic.currency
    return {key: _("%(amount)s due") % {"amount": told(minor, currency)} for key, minor in owed().items()}


def _columns(
    frame: Frame, rows: list[Line], wanted: Wish, tokens: dict[str, str]
) -> tuple[list[Who], list[Column], list[NextFree]]:
    """Who works at the branch that day or has somebody in the book; columns and next gaps of those who are shown."""
    plan = day_plan(frame.branch, frame.day)
    hours, holiday = plan.hours, plan.holiday
    booked: dict[UUID, list[Line]] = {}
    for row in rows:
        booked.setdefault(row.practitioner_id, []).append(row)
    here = choices.by_id({*hours, *booked})
    shown = [p for p in here if not wanted.who or str(p.id) in wanted.who] or here
    named = "" if holiday is None else holiday or _("Holiday")
    columns = [build.column(frame, p, hours.get(p.id), booked.get(p.id, []), named, tokens) for p in shown]
    free = [
        panel.next_free(frame, p, None if named else hours.get(p.id), booked.get(p.id, [])) for p in shown
    ]
    return here, columns, [each for each in free if each]


def empty(request: StaffRequest, base: str) -> Empty:
    """What is said on a day when nobody works here and nobody is booked."""
    if request.may(Permission.SETTINGS):
        text = _("Give your practitioners their weekly hours at this branch, and their columns appear here.")
        return Empty(
            _("Nobody works here on this day"), text, f"{base}settings/practitioners/", _("Set hours")
        )
    return Empty(_("Nobody works here on this day"), _("Choose another day or another branch."))


def _menu(everyone: list[Who], wanted: Wish, link: str) -> tuple[Choice, ...]:
    every = Choice(_("Everyone"), link + wanted.query(who=()), not wanted.who)
    single = [Choice(p.name, link + wanted.query(who=p.id), wanted.who == (str(p.id),)) for p in everyone]
    return (every, *single)

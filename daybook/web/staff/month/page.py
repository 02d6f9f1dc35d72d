"""A month of the book: how full each day is, at a branch, of everyone or of some."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.booking import choices
from daybook.booking.choices import Who
from daybook.booking.load import DayLoad, loads_between
from daybook.scheduling.queries import DayHours, DayPlan, plans_between
from daybook.web.days import FIRST_DAY, LAST_DAY
from daybook.web.staff.day.page import Wish, branch_menu, views
from daybook.web.staff.day.shapes import Choice, Figure
from daybook.web.staff.entry import StaffRequest

FULL, BUSY = 95, 75  # per cent of the working time


@dataclass(frozen=True, slots=True)
class Cell:
    """A day. `share`: of the working minutes that are booked, in per cent; None when nobody works. `bar`: the same, as
    long as the bar can be. `kind` says in a class how full it is."""

    day: date
    url: str
    share: int | None
    bar: int
    kind: str
    count: str
    note: str
    words: str
    today: bool
    other: bool


@dataclass(frozen=True, slots=True)
class MonthPage:
    """`weeks`: rows of seven cells, from a Monday to a Sunday."""

    heading: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Cell, ...], ...]
    figures: tuple[Figure, ...]
    previous_url: str
    today_url: str
    next_url: str
    is_today: bool
    branches: tuple[Choice, ...]
    practitioners: tuple[Choice, ...]
    practitioners_word: str
    views: tuple[Choice, ...]

    @property
    def branch(self) -> str:
        return next((choice.label for choice in self.branches if choice.current), "")


@dataclass(frozen=True, slots=True)
class Day:
    """What is known of a day before it is put into words."""

    booked: int
    seen: int
    missed: int
    taken: int
    open: int
    holiday: str | None
    away: str

    @property
    def share(self) -> int | None:
        return round(100 * self.taken / self.open) if self.open else None


def month_page(request: StaffRequest, wanted: Wish) -> MonthPage:
    """The page, from three queries: plans, loads, and the names of those who work."""
    base = f"/c/{request.tenant.slug}/"
    first, last = month_of(wanted.day)
    shown = _whole_weeks(first, last)
    plans = plans_between(wanted.branch, shown[0], shown[-1])
    loads: dict[date, list[DayLoad]] = defaultdict(list)
    for row in loads_between(wanted.branch, shown[0], shown[-1]):
        loads[row.day].append(row)
    here = {who for plan in plans.values() for who in plan.hours}
    everyone = choices.by_id(here | {row.practitioner_id for rows in loads.values() for row in rows})
    days = {day: day_of(plans[day], loads[day], wanted.who) for day in shown}
    cells = [_cell(day, days[day], wanted, base, first.month) for day in shown]
    link = f"{base}month/?"
    return MonthPage(
        heading=date_format(first, "F Y"),
        weekdays=tuple(date_format(day, "D") for day in shown[:7]),
        weeks=tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7)),
        figures=_figures([days[day] for day in shown if first <= day <= last]),
        previous_url=link + wanted.query(day=max(first - timedelta(days=1), FIRST_DAY)),
        today_url=link + wanted.query(day=""),
        next_url=link + wanted.query(day=min(last + timedelta(days=1), LAST_DAY)),
        is_today=first <= wanted.today <= last,
        branches=branch_menu(wanted, link),
        practitioners=_menu(everyone, wanted, link),
        practitioners_word=_whose(everyone, wanted),
        views=views(base, wanted, "month"),
    )


def month_of(day: date) -> tuple[date, date]:
    """Its first and last day."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _whole_weeks(first: date, last: date) -> list[date]:
    """From the Monday before the first to the Sunday after the last."""
    start, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def day_of(plan: DayPlan, loads: Iterable[DayLoad], who: tuple[str, ...]) -> Day:
    """Of everyone, or of those in `who`."""
    rows = [row for row in loads if not who or str(row.practitioner_id) in who]
    hours = {key: each for key, each in plan.hours.items() if not who or str(key) in who}
    return Day(
        booked=sum(row.booked for row in rows),
        seen=sum(row.seen for row in rows),
        missed=sum(row.missed for row in rows),
        taken=sum(row.minutes for row in rows),
        open=sum(_minutes(each) for each in hours.values()),
        holiday=plan.holiday,
        away=_away(hours),
    )


def _minutes(hours: DayHours) -> int:
    return int(sum((span.end - span.start).total_seconds() for span in hours.open) // 60)


def _away(hours: dict[UUID, DayHours]) -> str:
    """Why nobody is there: whose leave it is, when it is one person's."""
    gone = [each for each in hours.values() if each.leave and not each.open]
    if not gone or len(gone) < len(hours):
        return ""
    return (gone[0].leave[0].label if len(gone) == 1 else "") or _("On leave")


def _cell(day: date, known: Day, wanted: Wish, base: str, month: int) -> Cell:
    share, over = known.share, day < wanted.today
    note = known.away or ("" if known.open else _("Closed"))
    if known.holiday is not None:
        note = known.holiday or _("Holiday")
    elif known.missed:
        note = ngettext("%(count)d no-show", "%(count)d no-shows", known.missed) % {"count": known.missed}
    count = ""
    if known.booked and over:
        count = _("%(seen)d of %(all)d seen") % {"seen": known.seen, "all": known.booked}
    elif known.booked:
        count = ngettext("%(count)d booked", "%(count)d booked", known.booked) % {"count": known.booked}
    booked = "" if share is None else _("%(share)d %% of the working time booked") % {"share": share}
    return Cell(
        day=day,
        url=f"{base}day/?{wanted.query(day=day)}",
        share=share,
        bar=min(share or 0, 100),
        kind=_kind(share),
        count=count,
        note=note,
        words=", ".join(filter(None, (date_format(day, "l j F"), count, booked, note))),
        today=day == wanted.today,
        other=day.month != month,
    )


def _kind(share: int | None) -> str:
    if share is None:
        return "shut"
    return "full" if share >= FULL else "busy" if share >= BUSY else ""


def _figures(days: list[Day]) -> tuple[Figure, ...]:
    """The month in numbers."""
    hours, taken = sum(day.open for day in days), sum(day.taken for day in days if day.open)
    return (
        Figure(_("Booked"), str(sum(day.booked for day in days))),
        Figure(_("Seen"), str(sum(day.seen for day in days))),
        Figure(_("No-show"), str(sum(day.missed for day in days))),
        Figure(_("Working time"), _("%(hours)d h") % {"hours": hours // 60}),
        Figure(_("Of it booked"), f"{round(100 * taken / hours)} %" if hours else "–"),
    )


def _whose(everyone: list[Who], wanted: Wish) -> str:
    return next((p.name for p in everyone if wanted.who == (str(p.id),)), _("Everyone"))


def _menu(everyone: list[Who], wanted: Wish, link: str) -> tuple[Choice, ...]:
    """Everyone, and each; keys go to the one before and the one after."""
    asked: list[tuple[str, tuple[str, ...]]] = [(_("Everyone"), ())]
    asked += [(p.name, (str(p.id),)) for p in everyone]
    at = next((n for n, (_name, who) in enumerate(asked) if who == wanted.who), 0)
    keys = {at - 1: ",", at + 1: "."}
    return tuple(
        Choice(name, link + wanted.query(who=who), who == wanted.who, keys.get(n, ""))
        for n, (name, who) in enumerate(asked)
    )

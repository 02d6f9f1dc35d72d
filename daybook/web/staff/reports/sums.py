"""What the rows come to: the figures at the top, and the tables by person, practitioner and branch."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.billing.queries import Issued, Taken
from daybook.booking.report import DayCount
from daybook.web.staff.bills.amounts import told, told_in_column
from daybook.web.staff.reports.wish import Rows

METHODS = ("cash", "upi", "card")


@dataclass(frozen=True, slots=True)
class Figure:
    """`change`: against the period before. `strong`: what is looked for first."""

    label: Any
    value: str
    note: str = ""
    change: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of some days."""

    counts: list[DayCount]
    taken: list[Taken]
    issued: list[Issued]

    def count(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.counts)

    @property
    def empty(self) -> bool:
        return not (self.counts or self.taken or self.issued)

    def money(self, method: str | None = None) -> int:
        return sum(row.amount for row in self.taken if method in (None, row.method))

    @property
    def refunded(self) -> int:
        return sum(row.refunded for row in self.taken)

    @property
    def advances(self) -> int:
        return sum(row.advances for row in self.taken)

    @property
    def billed(self) -> int:
        return sum(row.total - row.credited for row in self.issued)


@dataclass(slots=True)
class Person:
    """Who took money: by method what they must have, refunds subtracted."""

    name: str
    by_method: Counter[str] = field(default_factory=Counter)
    refunded: int = 0
    papers: int = 0

    def cells(self, currency: str) -> tuple[str, ...]:
        amounts = [*(self.by_method[each] for each in METHODS), sum(self.by_method.values()), self.refunded]
        return (*(told_in_column(each, currency) for each in amounts), str(self.papers))


@dataclass(frozen=True, slots=True)
class TableLine:
    name: str
    cells: tuple[str, ...]


def part(rows: Rows, first: date, last: date) -> Part:
    return Part(
        [row for row in rows.counts if first <= row.day <= last],
        [row for row in rows.taken if first <= row.day <= last],
        [row for row in rows.issued if first <= row.day <= last],
    )


def money_figures(
    now: Part, then: Part, currency: str, due: tuple[int, int], *, of_day: bool
) -> list[Figure]:
    """What an owner counts in the evening: the drawer first. Without anything before, nothing is compared."""

    def figure(label: Any, amount: int, before: int, **more: Any) -> Figure:
        compared = then.taken or then.issued
        change = changed(amount, before, lambda n: told(n, currency)) if compared else ""
        return Figure(label, told(amount, currency), change=change, **more)

    owed, bills = due
    return [
        figure(
            _("Cash in the drawer") if of_day else _("Cash"),
            now.money("cash"),
            then.money("cash"),
            strong=True,
        ),
        figure(_("UPI"), now.money("upi"), then.money("upi")),
        figure(_("Card"), now.money("card"), then.money("card")),
        figure(_("Taken in all"), now.money(), then.money(), strong=True, note=advance_words(now, currency)),
        figure(_("Given back"), now.refunded, then.refunded),
        figure(_("Billed"), now.billed, then.billed),
        Figure(
            _("Due by now"),
            told(owed, currency),
            ngettext("on %(bills)d bill", "on %(bills)d bills", bills) % {"bills": bills},
        ),
    ]


def advance_words(now: Part, currency: str) -> str:
    """What of the money taken no bill has used yet when it came in."""
    return _("%(amount)s in advance") % {"amount": told(now.advances, currency)} if now.advances > 0 else ""


def patient_figures(now: Part, then: Part, *, runs: bool) -> list[Figure]:
    def figure(label: Any, name: str, **more: Any) -> Figure:
        change = changed(now.count(name), then.count(name)) if then.counts else ""
        return Figure(label, str(now.count(name)), change=change, **more)

    walk_ins = now.count("walk_ins")
    figures = [
        figure(_("Seen"), "seen", strong=True, note=walk_in_words(walk_ins)),
        figure(_("New patients"), "new"),
        figure(_("No-shows"), "no_shows", note=share(now.count("no_shows"), now.count("seen"))),
        figure(_("Cancelled"), "cancelled"),
        figure(_("Left unseen"), "left"),
        Figure(_("Wait"), *wait_words(now)),
    ]
    if runs or now.count("waiting") or now.count("inside"):
        here = ngettext("%(count)d inside", "%(count)d inside", now.count("inside"))
        note = here % {"count": now.count("inside")} if now.count("inside") else ""
        figures.insert(1, Figure(_("Waiting"), str(now.count("waiting")), note))
    open_ = _("Still to come") if runs else _("Not marked")
    return [*figures, Figure(open_, str(now.count("coming")))]


def walk_in_words(count: int) -> str:
    return ngettext("%(count)d walk-in", "%(count)d walk-ins", count) % {"count": count} if count else ""


def share(missed: int, seen: int) -> str:
    """Of those who were expected and not excused."""
    return f"{round(100 * missed / (missed + seen))} %" if missed else ""


def wait_words(now: Part) -> tuple[str, str]:
    """On average, and the longest."""
    waits = now.count("waits")
    if not waits:
        return "–", ""
    average, longest = now.count("waited") // waits // 60, max(row.longest for row in now.counts) // 60
    return _("%(minutes)d min") % {"minutes": average}, _("at most %(minutes)d") % {"minutes": longest}


def changed(now: int, then: int, words: Callable[[int], str] = str) -> str:
    """ "+3", "−₹400"; nothing where it is the same."""
    if now == then:
        return ""
    return ("+" if now > then else "\u2212") + words(abs(now - then))


def persons(now: Part, currency: str) -> tuple[list[TableLine], TableLine]:
    """Who took what, and the sum of it."""
    found: dict[tuple[UUID | None, str], Person] = {}
    every = Person(_("All"))
    for row in now.taken:
        key = (row.person_id, "" if row.person_id else row.person)
        for each in (found.setdefault(key, Person(row.person)), every):
            each.by_method[row.method] += row.amount
            each.refunded += row.refunded
            each.papers += row.receipts
    lines = [TableLine(each.name, each.cells(currency)) for each in found.values()]
    return sorted(lines, key=lambda line: line.name), TableLine(every.name, every.cells(currency))


def by_practitioner(now: Part, rows: Rows) -> list[TableLine]:
    """In the clinic's order; bills of nobody at the end."""
    lines = []
    for who, name in [*rows.names.items(), (None, _("Nobody"))]:
        mine = Part(
            [row for row in now.counts if row.practitioner_id == who],
            [],
            [row for row in now.issued if row.practitioner_id == who],
        )
        if mine.counts or mine.issued:
            lines.append(TableLine(name, (*_visits(mine), told_in_column(mine.billed, rows.wish.currency))))
    return lines


def by_branch(now: Part, rows: Rows) -> list[TableLine]:
    lines = []
    for branch in rows.wish.branches:
        here = Part(*(_at(each, branch.id) for each in (now.counts, now.taken, now.issued)))
        if here.counts or here.taken or here.issued or branch.closed_at is None:
            amounts = (told_in_column(each, rows.wish.currency) for each in (here.billed, here.money()))
            lines.append(TableLine(branch.name, (*_visits(here), *amounts)))
    return lines


def _at(rows: Iterable[Any], branch_id: UUID) -> list[Any]:
    return [row for row in rows if row.branch_id == branch_id]


def _visits(mine: Part) -> tuple[str, ...]:
    return tuple(str(mine.count(name)) for name in ("seen", "new", "no_shows", "cancelled"))

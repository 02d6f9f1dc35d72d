"""The page of a report, put together."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daybook.billing.queries import due_total
from daybook.booking.report import free_tomorrow
from daybook.lib.money import format_money, minor_digits
from daybook.web.staff.reports import sums
from daybook.web.staff.reports.chart import Chart, Series, chart
from daybook.web.staff.reports.tomorrow import Tomorrow, tomorrow
from daybook.web.staff.reports.wish import Rows, Wish, rows


def page_context(wanted: Wish) -> dict[str, Any]:
    """Nine statements at most, and one for each branch when tomorrow is shown; the period's length adds none."""
    period, found = wanted.period, rows(wanted)
    now = sums.part(found, period.first, period.last)
    then = sums.part(found, period.before_first, period.before_last)
    due = due_total(
        branch_id=wanted.branch.id if wanted.branch else None,
        practitioner_id=wanted.practitioner.id if wanted.practitioner else None,
    )
    people, everybody = sums.persons(now, wanted.currency)
    return {
        "wish": wanted,
        "period": period,
        "tabs": [(kind, word, wanted.query(of=kind)) for kind, word in _kinds()],
        "earlier": wanted.query(day=period.earlier),
        "present": wanted.query(day=""),
        "later": wanted.query(day=period.later),
        "query": wanted.query(),
        "money": sums.money_figures(now, then, wanted.currency, due, of_day=period.kind == "day"),
        "patients": sums.patient_figures(now, then, runs=period.runs),
        "compared": not then.empty,
        "people": people,
        "everybody": everybody,
        "charts": [_patients(found), _money(found)],
        "practitioners": sums.by_practitioner(now, found),
        "branches": sums.by_branch(now, found) if len(wanted.branches) > 1 else [],
        "tomorrow": _tomorrow(wanted, found),
    }


def _kinds() -> list[tuple[str, str]]:
    return [("day", _("Day")), ("week", _("Week")), ("month", _("Month"))]


def _tomorrow(wanted: Wish, found: Rows) -> Tomorrow | None:
    """Of a report that goes up to today."""
    if not wanted.period.runs:
        return None
    whom = wanted.practitioner.id if wanted.practitioner else None
    open_ = [branch for branch in wanted.branches if branch.closed_at is None]
    days = free_tomorrow(open_, practitioner_id=whom)
    return tomorrow(days, open_, {each.id: each.name for each in found.wish.present})


def _by_day(pairs: Iterable[tuple[date, int]]) -> Counter[date]:
    found: Counter[date] = Counter()
    for day, value in pairs:
        found[day] += value
    return found


def _patients(found: Rows) -> Chart:
    series = [
        Series(style, word, _by_day((row.day, getattr(row, name)) for row in found.counts))
        for style, word, name in (
            ("seen", _("Seen"), "seen"),
            ("missed", _("No-shows"), "no_shows"),
            ("cancelled", _("Cancelled"), "cancelled"),
        )
    ]
    period = found.wish.period
    return chart("patients", _("Patients"), period, series, str, 1, _before(found))


def _money(found: Rows) -> Chart:
    series = [
        Series(method, word, _by_day((row.day, row.amount) for row in found.taken if row.method == method))
        for method, word in (("cash", _("Cash")), ("upi", _("UPI")), ("card", _("Card")))
    ]
    currency = found.wish.currency
    unit = int(10 ** minor_digits(currency))

    def told(minor: int) -> str:
        return format_money(minor, currency, get_language() or "en")

    return chart("money", _("Money taken"), found.wish.period, series, told, unit, _before(found))


def _before(found: Rows) -> str:
    return _("The week before") if found.wish.period.kind == "week" else _("The month before")

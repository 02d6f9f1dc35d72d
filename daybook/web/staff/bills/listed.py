"""The list of bills: of a day, what is due, drafts, all."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.billing import rows
from daybook.billing.lines import from_json
from daybook.billing.listing import Listed, listing
from daybook.billing.queries import advance_total, due_total, taken
from daybook.booking import choices
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.web.days import day_or_none
from daybook.web.ids import uuid_or_none
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.bills.shown import state
from daybook.web.staff.bills.sums_shown import total_of
from daybook.web.staff.entry import StaffRequest

SHOWN = 50
TABS = ("today", "due", "drafts", "all")


@dataclass(frozen=True, slots=True)
class LineShown:
    """A bill as a line of the list; `at` is the branch's wall clock."""

    url: str
    number: str
    patient: str
    at: datetime | None
    total: str
    word: str
    tag: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    label: Any
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """What parts/pager.html takes."""

    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def list_context(request: StaffRequest) -> dict[str, Any]:
    shown = request.GET.get("show", "")
    shown = shown if shown in TABS else "today"
    branches = {row.id: row for row in choices.branches()}
    branch = branches.get(uuid_or_none(request.GET.get("branch", "")) or request.clinic.id)
    day = day_or_none(request.GET.get("day", "")) or local_day(clock.now(), zone(request.clinic.time_zone))
    lines, pages = _lines(request, shown, branch, day, branches)
    return {
        "shown": shown,
        "tabs": [(name, label) for name, label in zip(TABS, _tab_words(), strict=True)],
        "branches": branches.values(),
        "branch": branch,
        "day": day,
        "lines": lines,
        "page": pages,
        "figures": _figures(request, branch, day),
        "slug": request.tenant.slug,
    }


def _tab_words() -> list[str]:
    return [_("Of the day"), _("Not settled"), _("Drafts"), _("All")]


def _lines(
    request: StaffRequest, shown: str, branch: Branch | None, day: date, branches: dict[Any, Branch]
) -> tuple[list[LineShown], Pages]:
    if shown == "drafts":
        return _drafts(request, branch), Pages(1, False)
    page = _page(request)
    found = listing(
        branch_id=branch.id if branch else None,
        day=day if shown == "today" else None,
        unsettled=shown == "due",
        limit=SHOWN + 1,
        offset=(page - 1) * SHOWN,
    )
    return [_line(request, row) for row in found[:SHOWN]], Pages(page, len(found) > SHOWN)


def _page(request: StaffRequest) -> int:
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _line(request: StaffRequest, row: Listed) -> LineShown:
    word, tag = state(row.owed, row.paid, row.void, row.currency)
    return LineShown(
        url=f"/c/{request.tenant.slug}/bills/{row.id}/",
        number=row.number,
        patient=row.patient,
        at=row.issued_at.astimezone(zone(row.time_zone)).replace(tzinfo=None),
        total=told(row.total, row.currency),
        word=word,
        tag=tag,
        who=row.practitioner or "",
    )


def _drafts(request: StaffRequest, branch: Branch | None) -> list[LineShown]:
    return [
        LineShown(
            url=f"/c/{request.tenant.slug}/bills/drafts/{row.id}/",
            number=_("Draft"),
            patient=row.patient.name,
            at=row.created_at.astimezone(zone(row.branch.time_zone)).replace(tzinfo=None),
            total=total_of(request, from_json(row.lines)),
            word=_("not issued"),
            tag="",
        )
        for row in rows.drafts()
        if branch is None or row.branch_id == branch.id
    ]


def _figures(request: StaffRequest, branch: Branch | None, day: date) -> list[Figure]:
    """Money taken on the day by method, what is due by now, and what patients have paid in advance."""
    currency, branch_id = request.clinic.currency, branch.id if branch else None
    by_method: dict[str, int] = {}
    advances = 0
    for row in taken(day, day, branch_id=branch_id):
        by_method[row.method] = by_method.get(row.method, 0) + row.amount
        advances += row.advances
    of_it = _("%(amount)s of it in advance") % {"amount": told(advances, currency)} if advances > 0 else ""
    owed, bills = due_total(branch_id=branch_id)
    figures = [Figure(_("Taken on the day"), told(sum(by_method.values()), currency), of_it)]
    for method, label in (("cash", _("Cash")), ("card", _("Card")), ("upi", _("UPI"))):
        figures.append(Figure(label, told(by_method.get(method, 0), currency)))
    note = ngettext("on %(bills)d bill", "on %(bills)d bills", bills) % {"bills": bills}
    figures.append(Figure(_("Due by now"), told(owed, currency), note))
    held, patients = advance_total()
    if held:
        words = ngettext("of %(count)d patient", "of %(count)d patients", patients) % {"count": patients}
        figures.append(Figure(_("Held in advance"), told(held, currency), words))
    return figures

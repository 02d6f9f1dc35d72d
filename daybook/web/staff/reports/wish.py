"""What a report is asked about, and everything that is read for it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from daybook.billing.queries import Issued, Taken, issued, taken
from daybook.booking.report import DayCount, Named, day_counts, every_branch, names
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.web.days import FIRST_DAY, LAST_DAY, day_or_none
from daybook.web.ids import uuid_or_none
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.reports.period import KINDS, Period, period


@dataclass(frozen=True)
class Wish:
    """A period, one branch or all, one practitioner or all. What the address says wrongly is as if it were not said."""

    period: Period
    every_branch: list[Branch]
    branch: Branch | None
    present: list[Named]
    practitioner: Named | None
    currency: str

    @property
    def branches(self) -> list[Branch]:
        return [self.branch] if self.branch else self.every_branch

    @property
    def offered_branches(self) -> list[Branch]:
        """The open ones, and the one that is shown."""
        return [each for each in self.every_branch if each.closed_at is None or each == self.branch]

    def query(self, **other: object) -> str:
        parts: dict[str, object] = {
            "of": self.period.kind,
            "day": self.day,
            "branch": self.branch.id if self.branch else "",
            "practitioner": self.practitioner.id if self.practitioner else "",
        }
        return urlencode({key: str(value) for key, value in (parts | other).items() if value})

    @property
    def day(self) -> date:
        """The day that stands in the address."""
        return self.period.today if self.period.runs else self.period.first


@dataclass(frozen=True)
class Rows:
    """What was read: the days of the pictures and of the period before together, from one statement each."""

    wish: Wish
    counts: list[DayCount]
    taken: list[Taken]
    issued: list[Issued]

    @cached_property
    def names(self) -> dict[UUID, str]:
        """Practitioner -> name, in the clinic's order; those who have left since are asked for only when they count."""
        known = {each.id: each.name for each in self.wish.present}
        strangers = {row.practitioner_id for row in self.counts} | {
            row.practitioner_id for row in self.issued if row.practitioner_id
        }
        missing = strangers - known.keys()
        return known | {each.id: each.name for each in names(missing, present=False)} if missing else known


def wish(request: StaffRequest) -> Wish:
    branches = every_branch()
    asked = uuid_or_none(request.GET.get("branch", ""))
    branch = next((each for each in branches if each.id == asked), None)
    whom = uuid_or_none(request.GET.get("practitioner", ""))
    everyone = names([whom] if whom else [])
    kind = request.GET.get("of", "")
    today = local_day(clock.now(), zone((branch or request.clinic).time_zone))
    day = day_or_none(request.GET.get("day", "")) or today
    return Wish(
        period(kind if kind in KINDS else KINDS[0], day, today),
        branches,
        branch,
        everyone,
        next((each for each in everyone if each.id == whom), None),
        request.clinic.currency,
    )


def rows(wanted: Wish) -> Rows:
    branch_id = wanted.branch.id if wanted.branch else None
    whom = wanted.practitioner.id if wanted.practitioner else None
    first, last = max(wanted.period.read_from, FIRST_DAY), min(wanted.period.last, LAST_DAY)
    return Rows(
        wanted,
        day_counts(wanted.branches, first, last, practitioner_id=whom),
        taken(first, last, branch_id=branch_id, practitioner_id=whom),
        issued(first, last, branch_id=branch_id, practitioner_id=whom),
    )

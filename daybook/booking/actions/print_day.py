"""A day's list on paper, which leaves the house: that it was opened for printing is written down."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.sheet import SheetLine, sheet_of
from daybook.clinics.models import Branch


def print_day(
    *, actor: Actor, branch: Branch, day: date, only: Collection[UUID] = (), phones: bool = False
) -> list[SheetLine]:
    """What stands on the paper, of everyone or of the practitioners in `only`. Raises NotPermitted: phones ask for the
    permission to see patients' contacts."""
    require(actor, Permission.SEE_BOOK)
    if phones:
        require(actor, Permission.SEE_PATIENTS)
    lines = [
        line for line in sheet_of(branch, day, phones=phones) if not only or line.practitioner_id in only
    ]
    details = {"day": day, "patients": len(lines), "phones": phones, "practitioners": sorted(map(str, only))}
    record(actor, "day.printed", on=branch, details=details)
    return lines

"""Close a branch, or the whole clinic, on a day."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Branch
from daybook.clinics.rows import insert_once
from daybook.lib import clock
from daybook.lib.text import clean_line
from daybook.scheduling.models import Holiday
from daybook.scheduling.refusals import SchedulingRefused
from daybook.scheduling.versions import schedule_changed

FARTHEST = timedelta(days=5 * 366)


def day_taken() -> SchedulingRefused:
    return SchedulingRefused(_("This day is a holiday there already."), code="taken", field="day")


def add_holiday(
    *, actor: Actor, holiday_id: UUID, day: date, name: str, branch: Branch | None = None
) -> Holiday:
    """`branch` None: every branch. `holiday_id` is the form's: the form sent twice is one holiday.

    Appointments that are booked then stay booked: who asked is shown them. Raises NotPermitted or SchedulingRefused.
    """
    require(actor, Permission.SETTINGS)
    name = clean_line(name)
    _check(day, name, branch)
    row = Holiday(id=holiday_id, branch=branch, day=day, name=name)
    holiday, new = insert_once(row, taken=day_taken)
    if new:
        told = {"day": day, "name": name, "branch": branch and branch.name}
        record(actor, "holiday.added", on=holiday, details=told)
        schedule_changed()
    return holiday


def _check(day: date, name: str, branch: Branch | None) -> None:
    if not name:
        raise SchedulingRefused(_("Write what the day is called."), code="name", field="name")
    if len(name) > 80:
        raise SchedulingRefused(_("At most 80 letters."), code="too_long", field="name")
    if abs(day - clock.now().date()) > FARTHEST:
        raise SchedulingRefused(_("This is years away. Look at the date again."), code="far", field="day")
    if branch is not None and branch.closed_at is not None:
        raise SchedulingRefused(_("This branch is closed."), code="closed", field="branch")

"""A day is an ordinary one after all."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.scheduling.models import Holiday
from daybook.scheduling.versions import schedule_changed


def remove_holiday(*, actor: Actor, holiday: Holiday) -> None:
    """One that is gone already stays gone. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    told = {"day": holiday.day, "name": holiday.name, "branch": holiday.branch and holiday.branch.name}
    removed, _ = holiday.delete()
    if removed:
        record(actor, "holiday.removed", on=holiday, details=told)
        schedule_changed()

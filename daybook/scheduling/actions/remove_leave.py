"""A practitioner is not away after all."""

from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.scheduling.models import Leave
from daybook.scheduling.rights import require_hours
from daybook.scheduling.versions import schedule_changed


def remove_leave(*, actor: Actor, leave: Leave) -> None:
    """One that is gone already stays gone. Raises NotPermitted."""
    require_hours(actor, leave.practitioner)
    told = {"from": leave.starts_at, "until": leave.ends_at, "reason": leave.reason}
    removed, _ = leave.delete()
    if removed:
        record(actor, "leave.removed", on=leave.practitioner, details=told)
        schedule_changed()

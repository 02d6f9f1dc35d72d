"""A practitioner will be away, at every branch."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Practitioner
from daybook.lib.text import clean_line
from daybook.scheduling.models import Leave
from daybook.scheduling.refusals import SchedulingRefused
from daybook.scheduling.rights import require_hours
from daybook.scheduling.versions import schedule_changed

LONGEST = timedelta(days=400)


def add_leave(
    *,
    actor: Actor,
    leave_id: UUID,
    practitioner: Practitioner,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
) -> Leave:
    """`leave_id` is the form's: the form sent twice is one leave. `scheduling.away` makes the moments out of days.

    Appointments that are booked in it stay booked: who asked is shown them. Raises NotPermitted, or SchedulingRefused
    with code "span", "too_long" or "overlap".
    """
    require_hours(actor, practitioner)
    Practitioner.objects.select_for_update(no_key=True).get(id=practitioner.id)
    earlier = Leave.objects.filter(id=leave_id).first()
    if earlier is not None:
        return earlier
    reason = clean_line(reason)
    _check(practitioner, starts_at, ends_at, reason)
    leave = Leave.objects.create(
        id=leave_id, practitioner=practitioner, starts_at=starts_at, ends_at=ends_at, reason=reason
    )
    told = {"from": starts_at, "until": ends_at, "reason": reason}
    record(actor, "leave.added", on=practitioner, details=told)
    schedule_changed()
    return leave


def _check(practitioner: Practitioner, starts_at: datetime, ends_at: datetime, reason: str) -> None:
    if starts_at >= ends_at:
        raise SchedulingRefused(_("The end must be later than the start."), code="span", field="last")
    if ends_at - starts_at > LONGEST:
        raise SchedulingRefused(_("This is more than a year. Look at the dates again."), code="too_long")
    if len(reason) > 120:
        raise SchedulingRefused(_("At most 120 letters."), code="too_long", field="reason")
    if Leave.objects.filter(practitioner=practitioner, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise SchedulingRefused(_("Part of this is leave already. Remove that one first."), code="overlap")

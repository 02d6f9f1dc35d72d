"""The number beside "Queue" in the rail."""

from typing import Any

from daybook.accounts.permissions import Role
from daybook.booking.queries_queue import waiting_count
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.web.ids import uuid_or_none


def waiting_now(request: Any) -> int:
    """Who waits for oneself; for everybody who is no practitioner, who waits at the branch they look at. A page that
    has the queue in hand has put the number on the request."""
    known = getattr(request, "waiting_now", None)
    if known is None:
        today = local_day(clock.now(), zone(request.clinic.time_zone))
        own = request.member.id if request.member.role == Role.PRACTITIONER else None
        branch = None if own else uuid_or_none(request.session.get("branch") or "")
        known = request.waiting_now = waiting_count(today, branch_id=branch, member_id=own)
    return int(known)


def note_waiting(request: Any, count: int) -> None:
    """What a page knows already of the branch that is looked at."""
    if request.member.role != Role.PRACTITIONER:
        request.waiting_now = count

"""Messages as lines of a list, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission
from daybook.lib import clock
from daybook.lib.zones import clock_text, local_day, zone
from daybook.messaging.actions.resend import AGAIN
from daybook.messaging.models import Message
from daybook.messaging.queries import of_appointment
from daybook.messaging.reasons import in_words
from daybook.web.staff.entry import StaffRequest

S = Message.State
# The tag's look; the word is always there too.
LOOKS: dict[str, str] = {S.SENT: "ok", S.SENDING: "accent", S.UNKNOWN: "warn", S.FAILED: "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    """`when`: the moment that matters, in words. `why`: what went wrong. `again_url`: empty when it cannot be sent
    again."""

    row: Message
    url: str
    look: str
    when: str
    why: str
    again_url: str

    @property
    def word(self) -> str:
        return str(self.row.get_state_display())


def lines(request: StaffRequest, rows: Iterable[Message]) -> list[Line]:
    base, now = f"/c/{request.tenant.slug}/messages/", clock.now()
    place = zone(request.clinic.time_zone)
    return [
        Line(
            row,
            f"{base}{row.id}/",
            LOOKS.get(row.state, ""),
            when(row, place),
            in_words(row.reason),
            f"{base}{row.id}/again/" if row.state in AGAIN and row.not_after > now else "",
        )
        for row in rows
    ]


def of_card(request: StaffRequest, appointment_id: Any) -> list[Line]:
    """What was and will be written about an appointment, for those who may see it."""
    if not request.may(Permission.MESSAGES):
        return []
    return lines(request, of_appointment(appointment_id))


def when(row: Message, place: ZoneInfo) -> str:
    """ "at 10:15", "for Sun 8 Mar 10:00" """
    if row.state == S.SENT and row.sent_at:
        return _("at %(time)s") % {"time": moment(row.sent_at, place)}
    if row.state in (S.QUEUED, S.CANCELLED):
        return _("for %(time)s") % {"time": moment(row.due_at, place)}
    return _("at %(time)s") % {"time": moment(row.taken_at or row.due_at, place)}


def moment(at: datetime, place: ZoneInfo) -> str:
    """The clinic's clock; with the day when it is another one than today."""
    local = at.astimezone(place).replace(tzinfo=None)
    if local.date() == local_day(clock.now(), place):
        return clock_text(local)
    return f"{date_format(local, 'D j M')} {clock_text(local)}"

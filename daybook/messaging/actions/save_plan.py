from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.messaging.models import Message, MessagePlan, Purpose
from daybook.messaging.refusals import MessagingRefused
from daybook.tenancy.versions import as_details, save_version
from daybook.tenancy.writes import insert_unless_conflict

MOST_HOURS = 168
DAYS = (7, 3650)
"""For how long the words of a message are kept at least and at most."""


def save_plan(
    *,
    actor: Actor,
    plan: MessagePlan,
    version: int,
    confirmations: bool,
    reminders: bool,
    reminder_hours: int,
    keep_days: int,
) -> frozenset[str]:
    """What the clinic sends by itself, how long before an appointment it reminds, and after how many days the words of
    a message are forgotten. Queued reminders move along. Returns the names of what was changed. Called by booking's
    `plan_messages`, which also writes the reminders of what is booked already.

    Raises StaleSave, MessagingRefused ("hours", "days") or NotPermitted.
    """
    require(actor, Permission.SETTINGS)
    if not 1 <= reminder_hours <= MOST_HOURS:
        raise MessagingRefused(
            _("Write between 1 and 168 hours: a week at the most."), code="hours", field="reminder_hours"
        )
    if not DAYS[0] <= keep_days <= DAYS[1]:
        raise MessagingRefused(_("Write between 7 days and 3650."), code="days", field="keep_days")
    values = {
        "confirmations": confirmations,
        "reminders": reminders,
        "reminder_hours": reminder_hours,
        "keep_days": keep_days,
    }
    with transaction.atomic():
        row = _there(plan)
        changed = save_version(row, version=version, values=values)
        if changed:
            record(actor, "messages.planned", on=row, details=as_details(changed))
        if any(each.field == "reminder_hours" for each in changed):
            waiting = Message.objects.filter(purpose=Purpose.REMINDER, state=Message.State.QUEUED)
            waiting.update(due_at=F("not_after") - timedelta(hours=reminder_hours))
    return frozenset(each.field for each in changed)


def _there(plan: MessagePlan) -> MessagePlan:
    """The clinic's row; made with the defaults when it is the first time."""
    if plan._state.adding and not insert_unless_conflict(plan):
        return MessagePlan.objects.get()
    return plan

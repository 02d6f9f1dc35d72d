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


def save_plan(
    *,
    actor: Actor,
    plan: MessagePlan,
    version: int,
    confirmations: bool,
    reminders: bool,
    reminder_hours: int,
) -> None:
    """What the clinic sends by itself, and how long before an appointment it reminds. Queued reminders move along.

    Raises StaleSave, MessagingRefused ("hours") or NotPermitted.
    """
    require(actor, Permission.SETTINGS)
    if not 1 <= reminder_hours <= MOST_HOURS:
        raise MessagingRefused(
            _("Write between 1 and 168 hours: a week at the most."), code="hours", field="reminder_hours"
        )
    values = {"confirmations": confirmations, "reminders": reminders, "reminder_hours": reminder_hours}
    with transaction.atomic():
        row = _there(plan)
        changed = save_version(row, version=version, values=values)
        if changed:
            record(actor, "messages.planned", on=row, details=as_details(changed))
        if any(each.field == "reminder_hours" for each in changed):
            waiting = Message.objects.filter(purpose=Purpose.REMINDER, state=Message.State.QUEUED)
            waiting.update(due_at=F("not_after") - timedelta(hours=reminder_hours))


def _there(plan: MessagePlan) -> MessagePlan:
    """The clinic's row; made with the defaults when it is the first time."""
    if plan._state.adding and not insert_unless_conflict(plan):
        return MessagePlan.objects.get()
    return plan

"""When messages are sent, with appointments in the book already."""

from typing import TypedDict, Unpack

from django.db import transaction

from daybook.audit.actor import Actor
from daybook.booking.jobs import remind_standing
from daybook.messaging.actions.save_plan import save_plan
from daybook.messaging.models import MessagePlan
from daybook.tenancy.jobs import enqueue
from daybook.tenancy.scope import current_clinic_id


class Planned(TypedDict):
    """What the clinic wants."""

    confirmations: bool
    reminders: bool
    reminder_hours: int
    keep_days: int


def plan_messages(*, actor: Actor, plan: MessagePlan, version: int, **planned: Unpack[Planned]) -> bool:
    """Save the plan. Reminders that were switched on, or are due later now, are written for what is booked already, by
    a job: True. Raises as `save_plan`."""
    with transaction.atomic():
        changed = save_plan(actor=actor, plan=plan, version=version, **planned)
        wanted = planned["reminders"] and bool(changed & {"reminders", "reminder_hours"})
        if wanted:
            enqueue(remind_standing, clinic_id=current_clinic_id(), after_id="")
    return wanted

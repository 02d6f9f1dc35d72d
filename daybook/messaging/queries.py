"""Reads of messages, a clinic's plan and its words. Everything here runs inside the clinic's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from daybook.messaging.facts import Content
from daybook.messaging.models import Message, MessagePlan, MessageTemplate
from daybook.messaging.wordings import WORDINGS, Wording
from daybook.tenancy import vault

State = Message.State


def plan() -> MessagePlan:
    """The clinic's, or what holds until it has one (no row yet)."""
    return MessagePlan.objects.first() or MessagePlan()


def own_wordings() -> dict[tuple[str, str], Wording]:
    """The clinic's own words, by purpose and language."""
    return {
        (each.purpose, each.language): Wording(each.subject, each.body)
        for each in MessageTemplate.objects.all()
    }


def template(purpose: str, language: str) -> MessageTemplate:
    """The clinic's own, or one with the words that come with Daybook (no row yet)."""
    own = MessageTemplate.objects.filter(purpose=purpose, language=language).first()
    if own is not None:
        return own
    words = WORDINGS[language][purpose]
    return MessageTemplate(purpose=purpose, language=language, subject=words.subject, body=words.body)


def message_by_id(message_id: UUID) -> Message | None:
    return Message.objects.select_related("patient").filter(id=message_id).first()


def of_appointment(appointment_id: UUID) -> list[Message]:
    """In the order in which they were written."""
    return list(Message.objects.filter(appointment_id=appointment_id).order_by("id"))


def anything_to_do(now: datetime, lost_since: datetime) -> bool:
    """Something is due, or was taken so long ago that whoever took it is gone."""
    return (
        Message.objects.filter(state=State.QUEUED, due_at__lte=now).exists()
        or Message.objects.filter(state=State.SENDING, taken_at__lt=lost_since).exists()
    )


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` with `patient` loaded; `counts`: how many there are in each state, whichever is shown."""

    rows: Sequence[Message]
    more: bool
    counts: dict[str, int]


def due_between(start: datetime, end: datetime, state: str, *, skip: int, limit: int) -> Page:
    """The messages that are or were due in a span of time, the earliest first. `state` "": all of them."""
    inside = Message.objects.filter(due_at__gte=start, due_at__lt=end)
    counts = dict(inside.order_by().values_list("state").annotate(Count("id")))
    shown = inside.filter(state=state) if state else inside
    rows = list(shown.select_related("patient").order_by("due_at", "id")[skip : skip + limit + 1])
    return Page(rows[:limit], len(rows) > limit, counts)


def content_of(message: Message) -> Content | None:
    """What was written to the patient; None before the first try and when the patient was erased."""
    if message.content_sealed is None:
        return None
    try:
        return Content.unsealed(message.patient_id, message.id, message.content_sealed)
    except vault.Destroyed:
        return None

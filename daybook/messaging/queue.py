"""Putting messages into the queue, and taking back what has not left: in the transaction of what they tell about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Value, When
from django.db.models.functions import Least

from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.messaging.facts import Facts
from daybook.messaging.models import CONSENT, Message, Purpose
from daybook.tenancy.scope import current_clinic_id

State = Message.State
# A message of these states may be with the patient already, so that they have to be told of what follows.
_TOLD = (State.SENDING, State.SENT, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What there is to tell. `sequence` grows with every change of the appointment (RFC 5545, 3.8.7.4)."""

    appointment_id: UUID
    patient_id: UUID
    sequence: int
    facts: Facts


# One statement, so that a booking takes one more. It asks for itself what the clinic's plan is, whether the patient
# agreed to this purpose, and whether anything about the appointment has left: to be told of a change or a cancellation
# one must have been told of the appointment. A reminder that would be due already is none.
_QUEUE = """
INSERT INTO messaging_message (clinic_id, id, patient_id, appointment_id, purpose, channel, language, state, reason,
    due_at, not_after, sequence, message_id, facts_sealed, attempts, created_at)
SELECT %(clinic)s, d.id, %(patient)s, %(appointment)s,
    CASE WHEN d.purpose = 'change' AND NOT told THEN 'confirmation' ELSE d.purpose END,
    'email', '', 'queued', '',
    CASE WHEN d.purpose = 'reminder' THEN remind_at ELSE %(now)s END,
    %(starts_at)s, %(sequence)s, d.message_id, d.facts, 0, %(now)s
FROM (VALUES {rows}) AS d (id, purpose, consent, message_id, facts)
JOIN patients_consent c ON c.clinic_id = %(clinic)s AND c.patient_id = %(patient)s AND c.purpose = d.consent
    AND c.withdrawn_at IS NULL
LEFT JOIN messaging_messageplan p ON p.clinic_id = %(clinic)s
CROSS JOIN LATERAL (SELECT
    %(starts_at)s::timestamptz - make_interval(hours => coalesce(p.reminder_hours, 24)) AS remind_at,
    EXISTS (SELECT FROM messaging_message m WHERE m.clinic_id = %(clinic)s
        AND m.appointment_id = %(appointment)s AND m.state = ANY(%(told)s)) AS told) AS so
WHERE CASE d.purpose
    WHEN 'reminder' THEN coalesce(p.reminders, true) AND remind_at > %(now)s
    WHEN 'cancellation' THEN coalesce(p.confirmations, true) AND told
    ELSE coalesce(p.confirmations, true) END
ON CONFLICT DO NOTHING
"""


def queue(occasion: Occasion, purposes: Sequence[Purpose]) -> None:
    """Write a message for each purpose that the clinic sends and the patient agreed to."""
    now = clock.now()
    if occasion.facts.starts_at <= now:
        return
    values: dict[str, Any] = {
        "clinic": current_clinic_id(),
        "patient": occasion.patient_id,
        "appointment": occasion.appointment_id,
        "starts_at": occasion.facts.starts_at,
        "sequence": occasion.sequence,
        "told": list(_TOLD),
        "now": now,
    }
    rows = [_row(occasion, purpose, number, values) for number, purpose in enumerate(purposes)]
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE.format(rows=", ".join(rows)), values)


def _row(occasion: Occasion, purpose: Purpose, number: int, values: dict[str, Any]) -> str:
    """SQL of one line of VALUES; its parameters go into `values`."""
    message_id = uuid7()
    sealed = occasion.facts.sealed(occasion.patient_id, message_id)
    host = settings.DAYBOOK.mail_from.rpartition("@")[2] or "localhost"
    line = (message_id, str(purpose), str(CONSENT[purpose]), f"<{message_id}@{host}>", sealed)
    kinds = ("uuid", "text", "text", "text", "bytea")
    values |= {f"v{number}_{place}": value for place, value in enumerate(line)}
    return "(" + ", ".join(f"%(v{number}_{place})s::{kind}" for place, kind in enumerate(kinds)) + ")"


def take_back(appointment_id: UUID, reason: str) -> int:
    """What is queued about the appointment is cancelled; what is perhaps on its way is not tried again. How many."""
    return _take_back(Message.objects.filter(appointment_id=appointment_id), reason)


def take_back_from(patient_id: UUID, purposes: Sequence[Purpose], reason: str) -> int:
    """The same for all of a patient's messages of some purposes."""
    return _take_back(Message.objects.filter(patient_id=patient_id, purpose__in=purposes), reason)


def _take_back(messages: Any, reason: str) -> int:
    open_ones = messages.filter(state__in=[State.QUEUED, State.SENDING, State.UNKNOWN, State.FAILED])
    queued = When(state=State.QUEUED, then=Value(State.CANCELLED))
    changed: int = open_ones.update(
        reason=Case(When(state=State.QUEUED, then=Value(reason)), default=F("reason")),
        not_after=Least(F("not_after"), Value(clock.now())),
        state=Case(queued, default=F("state")),
    )
    return changed

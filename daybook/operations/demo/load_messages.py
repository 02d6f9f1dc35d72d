"""What the demo's patients agreed to, and what was and will be written to them around the present day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from daybook.booking.models import Appointment
from daybook.clinics.models import Profile
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.messaging.facts import Content, Facts
from daybook.messaging.letters import language_of
from daybook.messaging.models import Message, Purpose
from daybook.messaging.texts import filled
from daybook.messaging.wordings import WORDINGS
from daybook.operations.demo.insert import insert_rows
from daybook.operations.demo.shapes import DemoAppointment
from daybook.patients.models import Consent, Patient
from daybook.patients.wordings import spoken
from daybook.tenancy import vault

S = Message.State
BEFORE, AFTER = timedelta(days=2), timedelta(days=8)
REMIND = timedelta(hours=24)
TAKES = timedelta(seconds=38)
# One in so many has not agreed, may not have arrived, was refused.
NOT_AGREED, UNKNOWN, REFUSED = 6, 29, 41


def load_messages(
    appointments: Iterable[tuple[DemoAppointment, Appointment]], patients: Mapping[int, Patient], desk: str
) -> None:
    """`desk`: who asked the patients. Runs in the clinic's scope."""
    agreed = {row.id: row for row in patients.values() if row.email and row.file_number % NOT_AGREED}
    insert_rows(_consent(row, purpose, desk) for row in agreed.values() for purpose in Consent.Purpose)
    now = clock.now()
    rows = [
        row
        for _one, row in appointments
        if row.patient_id in agreed and now - BEFORE < row.starts_at < now + AFTER
    ]
    vault.prepare(vault.Subject.patient(each) for each in {row.patient_id for row in rows if row.patient_id})
    insert_rows(_messages(rows, Profile.objects.get(), now))


def _consent(patient: Patient, purpose: str, desk: str) -> Consent:
    return Consent(
        patient=patient,
        purpose=purpose,
        wording=1,
        language=spoken(patient.language),
        method=Consent.Method.DESK,
        given_at=patient.created_at,
        given_to=desk,
    )


def _messages(rows: list[Appointment], profile: Profile, now: datetime) -> Iterator[Message]:
    number = 0
    for row in rows:
        due = {Purpose.CONFIRMATION: row.created_at, Purpose.REMINDER: row.starts_at - REMIND}
        if due[Purpose.REMINDER] <= row.created_at:
            del due[Purpose.REMINDER]
        for purpose, due_at in due.items():
            number += 1
            yield _message(row, purpose, due_at, profile, now, number)


def _message(
    row: Appointment, purpose: Purpose, due_at: datetime, profile: Profile, now: datetime, number: int
) -> Message:
    patient = row.patient
    if patient is None:
        raise ValueError("an appointment of the demo without a patient")
    message = Message(
        id=uuid7(),
        patient=patient,
        appointment_id=row.id,
        purpose=purpose,
        due_at=due_at,
        not_after=row.starts_at,
        created_at=row.created_at,
    )
    message.message_id = f"<{message.id}@localhost>"
    facts = _facts(row, patient)
    message.facts_sealed = facts.sealed(patient.id, message.id)
    if row.status == Appointment.Status.CANCELLED and row.ended_at and row.ended_at < due_at:
        message.state, message.reason = S.CANCELLED, "cancelled"
    elif due_at + TAKES < now:
        _sent(message, facts, patient, profile, number)
    return message


def _sent(message: Message, facts: Facts, patient: Patient, profile: Profile, number: int) -> None:
    message.language = language_of(patient, profile)
    words = filled(WORDINGS[message.language][message.purpose], facts, profile.name, message.language)
    content = Content(patient.email, words.subject, words.body)
    message.content_sealed = content.sealed(patient.id, message.id)
    message.attempts, message.taken_at = 1, message.due_at + TAKES
    if number % UNKNOWN == 0:
        message.state, message.reason = S.UNKNOWN, "broke"
    elif number % REFUSED == 0:
        message.state, message.reason = S.FAILED, "refused"
    else:
        message.state, message.sent_at = S.SENT, message.taken_at


def _facts(row: Appointment, patient: Patient) -> Facts:
    branch = row.branch
    return Facts(
        patient=patient.name,
        practitioner=row.practitioner.name,
        service=row.service.name if row.service else "",
        branch=branch.name,
        address=branch.address,
        phone=branch.phone,
        zone=branch.time_zone,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )

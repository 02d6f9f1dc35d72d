"""Making the mail of a message at the moment it leaves: who may still get it, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from daybook.clinics.models import Profile
from daybook.lib import clock
from daybook.messaging import queries
from daybook.messaging.facts import Content, Facts
from daybook.messaging.invitation import invitation
from daybook.messaging.mail import Invitation, Mail
from daybook.messaging.models import CONSENT, Message, MessagePlan, Purpose
from daybook.messaging.texts import filled
from daybook.messaging.wordings import CODES, TITLES, WORDINGS, Wording
from daybook.patients.models import Consent, Patient
from daybook.tenancy import vault


class NotToBeSent(Exception):
    """`state` and `reason` are what the row says from now on."""

    def __init__(self, state: Message.State, reason: str) -> None:
        super().__init__(reason)
        self.state, self.reason = state, reason


class HeldBack(Exception):
    """The patient's address takes no mail. Once it is changed this may be sent, if it is not too late."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every letter of a clinic needs. `words`: the clinic's own, by purpose and language."""

    profile: Profile
    plan: MessagePlan
    words: Mapping[tuple[str, str], Wording]


def desk() -> Desk:
    return Desk(Profile.objects.get(), queries.plan(), queries.own_wordings())


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it leaves. `content` is what the row keeps of it, sealed."""

    mail: Mail
    language: str
    content: bytes


def letter(message: Message, desk: Desk) -> Letter:
    """`message.patient` is loaded. Raises NotToBeSent or HeldBack."""
    patient = message.patient
    _may_get(message, patient, desk.plan)
    try:
        return _written(message, patient, desk)
    except vault.Destroyed:
        raise NotToBeSent(Message.State.CANCELLED, "erased") from None


def _may_get(message: Message, patient: Patient, plan: MessagePlan) -> None:
    """What was true when the message was queued need not be any more."""
    if message.not_after <= clock.now():
        raise NotToBeSent(Message.State.CANCELLED, "late")
    if not (plan.reminders if message.purpose == Purpose.REMINDER else plan.confirmations):
        raise NotToBeSent(Message.State.CANCELLED, "off")
    if patient.deceased_on:
        raise NotToBeSent(Message.State.CANCELLED, "died")
    if not agreed(patient.id, message.purpose):
        raise NotToBeSent(Message.State.CANCELLED, "no_consent")
    if not patient.email:
        raise NotToBeSent(Message.State.FAILED, "no_address")
    if patient.email_failed_at:
        raise HeldBack


def agreed(patient_id: UUID, purpose: str) -> bool:
    wanted = CONSENT[Purpose(purpose)]
    return Consent.objects.filter(patient_id=patient_id, purpose=wanted, withdrawn_at=None).exists()


def language_of(patient: Patient, profile: Profile) -> str:
    """The patient's, else the clinic's, as far as there are words in it."""
    return next((each for each in (patient.language, profile.language) if each in CODES), "en")


def _written(message: Message, patient: Patient, desk: Desk) -> Letter:
    facts = Facts.unsealed(patient.id, message.id, message.facts_sealed)
    language = message.language or language_of(patient, desk.profile)
    content = _content(message, patient, desk, facts, language)
    mail = Mail(
        message_id=message.message_id,
        to=content.to,
        sender=desk.profile.name,
        subject=content.subject,
        text=content.text,
        reply_to=desk.profile.email,
        invitation=_calendar(message, desk.profile, facts, language, content.to),
    )
    return Letter(mail, language, content.sealed(patient.id, message.id))


def _content(message: Message, patient: Patient, desk: Desk, facts: Facts, language: str) -> Content:
    """A later try repeats the words of the first; the address is always the file's."""
    if message.content_sealed:
        before = Content.unsealed(patient.id, message.id, message.content_sealed)
        return Content(patient.email, before.subject, before.text)
    wording = desk.words.get((message.purpose, language)) or WORDINGS[language][message.purpose]
    words = filled(wording, facts, desk.profile.name, language)
    return Content(patient.email, words.subject, words.body)


def _calendar(message: Message, profile: Profile, facts: Facts, language: str, to: str) -> Invitation:
    return invitation(
        facts,
        appointment_id=message.appointment_id,
        sequence=message.sequence,
        cancelled=message.purpose == Purpose.CANCELLATION,
        clinic=profile.name,
        title=TITLES[language].replace("{clinic}", profile.name),
        organizer=settings.DAYBOOK.mail_from,
        attendee=to,
    )

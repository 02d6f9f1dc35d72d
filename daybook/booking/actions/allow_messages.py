"""The patient agrees to messages, with appointments in the book already."""

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.booking import notices
from daybook.booking.queries import coming
from daybook.patients.actions.give_consent import Agreed, give_consent
from daybook.patients.models import Consent, Patient


def allow_messages(*, actor: Actor, patient: Patient, agreed: Agreed) -> list[Consent]:
    """Write the consent down, and the reminders of the coming appointments. Returns and raises as `give_consent`."""
    require(actor, Permission.EDIT_PATIENTS)
    with transaction.atomic():
        given = give_consent(actor=actor, patient=patient, agreed=agreed)
        if any(each.purpose == Consent.Purpose.REMINDER for each in given):
            for row in coming(patient.id):
                notices.agreed(row, patient)
    return given

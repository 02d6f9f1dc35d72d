from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.messaging.models import CONSENT
from daybook.messaging.queue import take_back_from
from daybook.patients import consents
from daybook.patients.models import Patient


def withdraw_consent(*, actor: Actor, patient: Patient, purpose: str, method: str) -> bool:
    """The patient took their consent to one purpose back: nothing for it leaves any more, what is queued is cancelled.

    False when there was none to take back. Asks for no reason: to withdraw is as easy as to agree (Digital Personal
    Data Protection Act 2023, section 6(4)). Raises NotPermitted.
    """
    require(actor, Permission.EDIT_PATIENTS)
    with transaction.atomic():
        closed = consents.close(actor, patient, purpose, method)
        if closed is None:
            return False
        theirs = [each for each, wanted in CONSENT.items() if wanted == purpose]
        taken_back = take_back_from(patient.id, theirs, "no_consent")
        details = {"purpose": purpose, "how": method, "cancelled": taken_back}
        record(actor, "consent.withdrawn", on=closed, patient=patient.id, details=details)
    return True

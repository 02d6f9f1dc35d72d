"""E-mail addresses that their mail server says are none. Nothing more is written there until somebody looks at it."""

from uuid import UUID

from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.patients.models import Patient

SENDER = Actor.system("messages")


def address_failed(patient_id: UUID, email: str) -> None:
    """Mark it, unless the file has another address by now. In the caller's transaction."""
    theirs = Patient.objects.filter(pk=patient_id, email=email, email_failed_at=None)
    if theirs.update(email_failed_at=clock.now()):
        record(SENDER, "address.failed", on=("patient", patient_id), patient=patient_id)


def try_address_again(patient: Patient) -> None:
    """Somebody says that the address is right. A changed address is tried by itself."""
    Patient.objects.filter(pk=patient.pk).update(email_failed_at=None)

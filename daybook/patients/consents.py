"""The ledger of consent, as it is read; and the closing of a line, which is a part of `messaging`'s withdrawal."""

from daybook.audit.actor import Actor
from daybook.lib import clock
from daybook.patients.models import Consent, Patient


def ledger(patient: Patient) -> list[Consent]:
    """Everything that was ever given, the newest first."""
    return list(Consent.objects.filter(patient=patient).order_by("-given_at", "-id"))


def close(actor: Actor, patient: Patient, purpose: str, method: str) -> Consent | None:
    """The line that was open and is now withdrawn; None when there was none. Call messaging's `withdraw_consent`, which
    also cancels what is queued."""
    row = (
        Consent.objects.select_for_update()
        .filter(patient=patient, purpose=purpose, withdrawn_at=None)
        .first()
    )
    if row is not None:
        row.withdrawn_at, row.withdrawn_to = clock.now(), actor.label[:200]
        row.withdrawn_method = Consent.Method(method)
        row.save(update_fields=["withdrawn_at", "withdrawn_to", "withdrawn_method"])
    return row

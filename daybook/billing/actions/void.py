"""Take an issued bill back, by a credit note over all that is left of it."""

from uuid import UUID

from daybook.audit.actor import Actor
from daybook.billing.actions.credit import credit
from daybook.billing.models import CreditNote, Invoice


def void(*, actor: Actor, credit_note_id: UUID, invoice: Invoice, reason: str) -> CreditNote:
    """Raises NotPermitted, or BillingRefused ("reason", "void")."""
    return credit(actor=actor, credit_note_id=credit_note_id, invoice=invoice, reason=reason)

"""The visit that a bill is for."""

from daybook.audit.actor import Actor
from daybook.billing.models import Invoice
from daybook.records.actions.link_invoice import link_invoice
from daybook.records.queries import visit_of


def link_visit(actor: Actor, invoice: Invoice) -> None:
    """When the appointment's visit has begun, it knows its bill."""
    if invoice.appointment_id is None:
        return
    visit = visit_of(appointment_id=invoice.appointment_id)
    if visit is not None:
        link_invoice(actor=actor, visit=visit, invoice=invoice)

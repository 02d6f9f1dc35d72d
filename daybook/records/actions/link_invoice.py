from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.billing.models import Invoice
from daybook.records.models import Visit, VisitInvoice
from daybook.tenancy.writes import insert_unless_conflict


def link_invoice(*, actor: Actor, visit: Visit, invoice: Invoice) -> None:
    """Remember what a visit was billed by; once more changes nothing. The invoice's own entry tells of it.

    Raises NotPermitted.
    """
    require(actor, Permission.BILL)
    insert_unless_conflict(VisitInvoice(visit=visit, invoice=invoice))

"""Throw a draft away. It never had a number."""

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.models import Draft


def discard_draft(*, actor: Actor, draft: Draft) -> None:
    """Gone already is as good. Raises NotPermitted."""
    require(actor, Permission.BILL)
    with transaction.atomic():
        found = rows.locked_draft(draft.id)
        if found is not None:
            found.delete()
            record(actor, "bill.discarded", on=("invoice", draft.id), patient=draft.patient_id)

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.records.models import Attachment


def remove_attachment(*, actor: Actor, attachment: Attachment) -> None:
    """Take a file out: its content is deleted, that there was one is remembered. Raises NotPermitted."""
    require(actor, Permission.CONSULT)
    with transaction.atomic():
        rows = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
        if rows.update(removed_at=clock.now(), content_sealed=None):
            record(actor, "attachment.removed", on=attachment, patient=attachment.patient_id)

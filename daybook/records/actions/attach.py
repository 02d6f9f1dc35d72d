from uuid import UUID

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.records.file_kinds import kept_name, kind_of
from daybook.records.models import Attachment, Visit
from daybook.records.sealed import seal_file, seal_name
from daybook.tenancy.writes import insert_unless_conflict


def attach(*, actor: Actor, visit: Visit, attachment_id: UUID, name: str, content: bytes) -> Attachment:
    """Keep a picture or a PDF with the visit, sealed. The same `attachment_id` once more changes nothing.

    A signed visit takes files too: a report comes when it comes. Raises RecordsRefused ("empty", "too_large", "kind"),
    NotPermitted.
    """
    require(actor, Permission.CONSULT)
    kind = kind_of(content)
    row = Attachment(
        id=attachment_id,
        patient_id=visit.patient_id,
        visit=visit,
        name_sealed=seal_name(visit.patient_id, attachment_id, kept_name(name, kind)),
        kind=kind,
        size=len(content),
        content_sealed=seal_file(visit.patient_id, attachment_id, content),
        added_by=actor.label[:200],
        added_at=clock.now(),
    )
    with transaction.atomic():
        if insert_unless_conflict(row):
            record(actor, "attachment.added", on=row, patient=visit.patient_id)
    return row

from dataclasses import dataclass

from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.records.models import Attachment
from daybook.records.refusals import RecordsRefused
from daybook.records.sealed import open_file, open_name
from daybook.tenancy import vault


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is handed out. `name` was made safe when it was kept; `kind` is what its content is."""

    name: str
    kind: str
    content: bytes


def open_attachment(*, actor: Actor, attachment: Attachment) -> File:
    """The file itself; that it was opened is written down. Raises RecordsRefused ("unreadable"), NotPermitted."""
    require(actor, Permission.CLINICAL)
    sealed = attachment.content_sealed
    try:
        content = open_file(attachment.patient_id, attachment.id, sealed or b"")
    except vault.VaultError:
        raise RecordsRefused(
            _("This file cannot be opened here: its key is missing, or the patient's file was erased."),
            code="unreadable",
        ) from None
    record(actor, "attachment.opened", on=attachment, patient=attachment.patient_id)
    return File(
        open_name(attachment.patient_id, attachment.id, attachment.name_sealed), attachment.kind, content
    )

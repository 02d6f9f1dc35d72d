"""The short note beside an appointment ("fever since Monday"), sealed with the patient's key."""

import logging

from django.utils.translation import gettext as _

from daybook.booking.models import Appointment
from daybook.tenancy import vault

TABLE, COLUMN = "booking_appointment", "note"

log = logging.getLogger(__name__)


def seal_note(row: Appointment, note: str) -> bytes | None:
    if not note or row.patient_id is None:
        return None
    return vault.seal(vault.Subject.patient(row.patient_id), vault.Place(TABLE, COLUMN, row.id), note)


def read_note(row: Appointment) -> str:
    """The note in words; empty when there is none or the patient's key was destroyed. One that cannot be opened for
    another reason is never the same as none: words say so, and it is logged."""
    if row.note_sealed is None or row.patient_id is None:
        return ""
    place = vault.Place(TABLE, COLUMN, row.id)
    try:
        return vault.unseal_text(vault.Subject.patient(row.patient_id), place, bytes(row.note_sealed))
    except vault.Destroyed:
        return ""
    except vault.VaultError as error:
        log.error(
            "the note of an appointment cannot be read",
            extra={"clinic_id": row.clinic_id, "row_id": str(row.id), "error": type(error).__name__},
        )
        return _("There is a note, and it cannot be opened here. Whoever runs this installation can help.")

"""The short note beside an appointment ("fever since Monday"), sealed with the patient's key."""

from daybook.booking.models import Appointment
from daybook.tenancy import vault

TABLE, COLUMN = "booking_appointment", "note"


def seal_note(row: Appointment, note: str) -> bytes | None:
    if not note or row.patient_id is None:
        return None
    return vault.seal(vault.Subject.patient(row.patient_id), vault.Place(TABLE, COLUMN, row.id), note)


def read_note(row: Appointment) -> str:
    """The note in words; empty when there is none or the patient's key is gone."""
    if row.note_sealed is None or row.patient_id is None:
        return ""
    place = vault.Place(TABLE, COLUMN, row.id)
    try:
        return vault.unseal_text(vault.Subject.patient(row.patient_id), place, bytes(row.note_sealed))
    except vault.Destroyed:
        return ""

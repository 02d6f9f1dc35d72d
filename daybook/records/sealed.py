"""How the texts of a visit are sealed and opened: JSON under the patient's key, bound to its table, column and row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from daybook.records import lines as line_values
from daybook.records import note as note_values
from daybook.records.lines import Line
from daybook.records.models import Amendment, Attachment, Prescription, TakenVitals, Visit
from daybook.records.note import Note
from daybook.tenancy import vault

VISIT, PRESCRIPTION, AMENDMENT, ATTACHMENT, TAKEN = (
    model._meta.db_table for model in (Visit, Prescription, Amendment, Attachment, TakenVitals)
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a visit says. `unreadable`: there is something, and it cannot be opened here. Never the same as nothing."""

    note: Note = field(default_factory=Note)
    lines: tuple[Line, ...] = ()
    unreadable: bool = False

    def __bool__(self) -> bool:
        return bool(self.note or self.lines or self.unreadable)


def seal_note(patient_id: UUID, visit_id: UUID, note: Note) -> bytes:
    return _seal(patient_id, vault.Place(VISIT, "note", visit_id), note_values.to_plain(note))


def seal_lines(patient_id: UUID, prescription_id: UUID, lines: Sequence[Line]) -> bytes:
    return _seal(patient_id, vault.Place(PRESCRIPTION, "lines", prescription_id), line_values.to_plain(lines))


def seal_taken(patient_id: UUID, taken_id: UUID, vitals: Mapping[str, int]) -> bytes:
    return _seal(patient_id, vault.Place(TAKEN, "vitals", taken_id), dict(vitals))


def open_taken(patient_id: UUID, row: TakenVitals) -> dict[str, int] | None:
    """None when it cannot be opened."""
    try:
        found = _open(patient_id, vault.Place(TAKEN, "vitals", row.id), row.vitals_sealed)
    except (vault.VaultError, json.JSONDecodeError):
        return None
    return {name: int(value) for name, value in (found or {}).items()}


def seal_amendment(patient_id: UUID, amendment_id: UUID, reason: str, content: Content) -> bytes:
    plain = {
        "reason": reason,
        "note": note_values.to_plain(content.note),
        "lines": line_values.to_plain(content.lines),
    }
    return _seal(patient_id, vault.Place(AMENDMENT, "content", amendment_id), plain)


def seal_name(patient_id: UUID, attachment_id: UUID, name: str) -> bytes:
    return vault.seal(vault.Subject.patient(patient_id), vault.Place(ATTACHMENT, "name", attachment_id), name)


def seal_file(patient_id: UUID, attachment_id: UUID, content: bytes) -> bytes:
    place = vault.Place(ATTACHMENT, "content", attachment_id)
    return vault.seal(vault.Subject.patient(patient_id), place, content)


def open_content(visit: Visit, paper: Prescription | None) -> Content:
    """What the visit says, before any amendment."""
    try:
        note = _open(visit.patient_id, vault.Place(VISIT, "note", visit.id), visit.note_sealed) or {}
        lines: Any = []
        if paper is not None:
            place = vault.Place(PRESCRIPTION, "lines", paper.id)
            lines = _open(visit.patient_id, place, paper.lines_sealed) or []
    except (vault.VaultError, json.JSONDecodeError):
        return Content(unreadable=True)
    return Content(note_values.from_plain(note), line_values.from_plain(lines))


def open_amendment(
    patient_id: UUID, amendment_id: UUID, sealed: bytes | memoryview | None
) -> tuple[str, Content]:
    """The reason, and what the visit says from then on."""
    try:
        plain = _open(patient_id, vault.Place(AMENDMENT, "content", amendment_id), sealed) or {}
    except (vault.VaultError, json.JSONDecodeError):
        return "", Content(unreadable=True)
    note = note_values.from_plain(plain.get("note", {}))
    return plain.get("reason", ""), Content(note, line_values.from_plain(plain.get("lines", [])))


def open_name(patient_id: UUID, attachment_id: UUID, sealed: bytes | memoryview) -> str:
    """Empty when it cannot be opened."""
    try:
        place = vault.Place(ATTACHMENT, "name", attachment_id)
        return vault.unseal_text(vault.Subject.patient(patient_id), place, sealed)
    except vault.VaultError:
        return ""


def open_file(patient_id: UUID, attachment_id: UUID, sealed: bytes | memoryview) -> bytes:
    """Raises vault.VaultError."""
    place = vault.Place(ATTACHMENT, "content", attachment_id)
    return vault.unseal(vault.Subject.patient(patient_id), place, sealed)


def _seal(patient_id: UUID, place: vault.Place, plain: Any) -> bytes:
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return vault.seal(vault.Subject.patient(patient_id), place, text)


def _open(patient_id: UUID, place: vault.Place, sealed: bytes | memoryview | None) -> Any:
    if sealed is None:
        return None
    return json.loads(vault.unseal_text(vault.Subject.patient(patient_id), place, sealed))

"""The sealed part of an entry: a small JSON object, readable only with the patient's or the clinic's data key."""

import json
import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from daybook.audit.models import Entry
from daybook.tenancy import vault

TABLE, COLUMN = "audit_entry", "details"
# Stands in the place of details that cannot be opened; pages have words for it.
UNREADABLE = {"unreadable": True}

log = logging.getLogger(__name__)


def _subject(patient_id: UUID | None) -> vault.Subject:
    return vault.Subject.patient(patient_id) if patient_id else vault.Subject.clinic()


def seal_details(entry_id: UUID, patient_id: UUID | None, details: Mapping[str, Any]) -> bytes:
    text = json.dumps(details, default=str, ensure_ascii=False, sort_keys=True)
    return vault.seal(_subject(patient_id), vault.Place(TABLE, COLUMN, entry_id), text)


def read_details(entry: Entry) -> dict[str, Any]:
    """The details of an entry; empty when there are none or when the patient's key has been destroyed, UNREADABLE
    when they cannot be opened for another reason, which is logged."""
    if entry.details_sealed is None:
        return {}
    place = vault.Place(TABLE, COLUMN, entry.id)
    try:
        text = vault.unseal_text(_subject(entry.patient_id), place, bytes(entry.details_sealed))
    except vault.Destroyed:
        return {}
    except vault.VaultError as error:
        log.error(
            "the details of an entry of the trail cannot be read",
            extra={"clinic_id": entry.clinic_id, "entry_id": str(entry.id), "error": type(error).__name__},
        )
        return dict(UNREADABLE)
    found: dict[str, Any] = json.loads(text)
    return found

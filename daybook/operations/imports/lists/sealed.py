"""What of a list is kept sealed, under the clinic's key: its name, the file, its first rows, each row's content."""

from __future__ import annotations

import json
import os
from typing import Any
from uuid import UUID

from daybook.operations.models import ListRow, PatientList
from daybook.tenancy import vault

_CLINIC = vault.Subject.clinic()


def _list_place(list_id: UUID, column: str) -> vault.Place:
    return vault.Place("operations_patientlist", column, list_id)


def seal_name(list_id: UUID, name: str) -> bytes:
    return vault.seal(_CLINIC, _list_place(list_id, "name"), name)


def name_of(row: PatientList) -> str:
    """Empty when the clinic's key is not there."""
    try:
        return vault.unseal_text(_CLINIC, _list_place(row.id, "name"), row.name_sealed)
    except vault.VaultError:
        return ""


def seal_file(list_id: UUID, content: bytes) -> bytes:
    return vault.seal(_CLINIC, _list_place(list_id, "content"), content)


def file_of(row: PatientList) -> bytes:
    """The file as it came, or as it was unpacked. Raises VaultError; LookupError when it is gone."""
    sealed = PatientList.objects.filter(id=row.id).values_list("content_sealed", flat=True).first()
    if sealed is None:
        raise LookupError("the file of this list was deleted")
    return vault.unseal(_CLINIC, _list_place(row.id, "content"), sealed)


def seal_head(list_id: UUID, head: list[list[str]]) -> bytes:
    return vault.seal(_CLINIC, _list_place(list_id, "head"), _json(head))


def head_of(row: PatientList) -> list[list[str]]:
    if row.head_sealed is None:
        return []
    found: list[list[str]] = json.loads(vault.unseal(_CLINIC, _list_place(row.id, "head"), row.head_sealed))
    return found


def new_secret(list_id: UUID) -> bytes:
    return vault.seal(_CLINIC, _list_place(list_id, "hash_key"), os.urandom(32))


def secret_of(row: PatientList) -> bytes:
    return vault.unseal(_CLINIC, _list_place(row.id, "hash_key"), row.hash_key_sealed)


def seal_content(row_id: UUID, cells: list[str], read: dict[str, Any]) -> bytes:
    place = vault.Place("operations_listrow", "content", row_id)
    return vault.seal(_CLINIC, place, _json({"cells": cells, "read": read}))


def content_of(row: ListRow) -> dict[str, Any]:
    """{"cells": [...], "read": {...}}. Empty when it was deleted."""
    if row.content_sealed is None:
        return {}
    place = vault.Place("operations_listrow", "content", row.id)
    found: dict[str, Any] = json.loads(vault.unseal(_CLINIC, place, row.content_sealed))
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode()

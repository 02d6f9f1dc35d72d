"""Sealing what must not be readable in the database, its files or its backups: notes, allergies, details.

A sealed value is one version byte, the key's id (16 bytes), a nonce (12) and AES-256-GCM's ciphertext and tag
(NIST SP 800-38D): 45 bytes more than the plain one. Its associated data names the clinic, the table, the
column and the row, so a value that was moved or copied elsewhere does not open.

The clinic is the scope's. The key is the patient's, or the clinic's for what belongs to no patient; it is on
the disk before the sealed row can commit. When the row's transaction is rolled back a key without use stays
behind, which does no harm. The other way round an erasure destroys the key only after its transaction has
committed: a destroyed key does not come back with a rollback.
"""

import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from daybook.tenancy.keys import (
    KEY_ID_BYTES,
    NONCE_BYTES,
    DataKey,
    Destroyed,
    KeyMissing,
    KeyStore,
    KeyStoreError,
    Subject,
    Tampered,
    VaultError,
)
from daybook.tenancy.keystore import SqliteKeyStore
from daybook.tenancy.scope import current_clinic_id

__all__ = [
    "Destroyed",
    "KeyMissing",
    "KeyStoreError",
    "Place",
    "Subject",
    "Tampered",
    "VaultError",
    "destroy",
    "join",
    "keep",
    "kept",
    "key_id",
    "key_store",
    "part",
    "prepare",
    "seal",
    "unseal",
    "unseal_text",
]

_VERSION = b"\x01"
_HEADER = len(_VERSION) + KEY_ID_BYTES
_TAG = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands in the database: Place("patients_patient", "allergies", patient.id)."""

    table: str
    column: str
    row_id: uuid.UUID | int | str


def seal(subject: Subject, place: Place, plain: str | bytes) -> bytes:
    """`plain` (a text as UTF-8) under the subject's key, which is made at first use. Raises Destroyed."""
    clinic_id = current_clinic_id()
    key = key_store().obtain(clinic_id, subject)
    header, nonce = _VERSION + key.key_id, os.urandom(NONCE_BYTES)
    data = _encoded(plain) if isinstance(plain, str) else plain
    return header + nonce + AESGCM(key.secret).encrypt(nonce, data, _binding(header, clinic_id, place))


def unseal(subject: Subject, place: Place, sealed: bytes | memoryview) -> bytes:
    """The plain bytes again. Raises Destroyed, KeyMissing (the key folder is lost or another's), Tampered."""
    clinic_id, value = current_clinic_id(), bytes(sealed)
    if len(value) < _HEADER + NONCE_BYTES + _TAG or value[: len(_VERSION)] != _VERSION:
        raise Tampered("this is not a sealed value")
    key: DataKey | None = key_store().find(clinic_id, subject)
    header, nonce = value[:_HEADER], value[_HEADER : _HEADER + NONCE_BYTES]
    if key is not None and header != _VERSION + key.key_id:
        key = key_store().find_joined(clinic_id, subject, header[len(_VERSION) :])
    if key is None:
        raise Tampered("the value was sealed with another key than its subject's")
    try:
        secret = AESGCM(key.secret)
        return secret.decrypt(nonce, value[_HEADER + NONCE_BYTES :], _binding(header, clinic_id, place))
    except InvalidTag:
        raise Tampered("the value was changed, or sealed for another place") from None


def unseal_text(subject: Subject, place: Place, sealed: bytes | memoryview) -> str:
    """The plain text again. Raises as `unseal` does, and Tampered for bytes that are no UTF-8."""
    try:
        return unseal(subject, place, sealed).decode()
    except UnicodeDecodeError:
        raise Tampered("the value is not a text") from None  # that error would carry the bytes


def prepare(subjects: Iterable[Subject]) -> None:
    """Make the keys of many subjects in one go, before an import seals for each of them."""
    key_store().prepare(current_clinic_id(), subjects)


def join(subject: Subject, other: Subject) -> None:
    """What `other` sealed opens for `subject` too: two files of one person (docs/why/merge.md). On the disk at once,
    whatever becomes of the transaction. Each keeps its own key: destroying one leaves the other. Raises Destroyed."""
    key_store().join(current_clinic_id(), subject, other)


def part(subject: Subject, other: Subject) -> None:
    """Takes `join` back. Call it after the transaction that parts the two has committed."""
    key_store().part(current_clinic_id(), subject, other)


def key_id(subject: Subject) -> bytes:
    """What a value sealed with the subject's own key holds from its second byte on. Raises KeyMissing, Destroyed."""
    return key_store().find(current_clinic_id(), subject).key_id


def destroy(subject: Subject) -> None:
    """Destroy the subject's key for ever, here and for every backup of the database. Cannot be undone.

    Call it after the erasing transaction has committed, from a job that repeats until it is done.
    """
    key_store().destroy(current_clinic_id(), subject)


def keep(name: str, value: bytes) -> bool:
    """Keep a small thing of the clinic's beside its keys, where who can change the database cannot reach. At once,
    whatever becomes of the transaction. False, and nothing kept, when the clinic has no keys here."""
    return key_store().keep(current_clinic_id(), name, value)


def kept(name: str) -> bytes | None:
    """What was kept beside the keys; None when nothing was. Raises Tampered, KeyStoreError."""
    return key_store().kept(current_clinic_id(), name)


def key_store() -> KeyStore:
    """The key store of the settings."""
    config = settings.DAYBOOK
    return _store(config.keystore_dir, config.master_key)


@lru_cache(maxsize=2)
def _store(folder: Path, master_key: bytes) -> SqliteKeyStore:
    return SqliteKeyStore(folder, master_key)


def _binding(header: bytes, clinic_id: int, place: Place) -> bytes:
    return header + json.dumps([clinic_id, place.table, place.column, str(place.row_id)]).encode()


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text holds half a surrogate pair") from None

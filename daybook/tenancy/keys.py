"""What the vault and every key store speak of: whose key, the key itself, how keys are wrapped, what fails.

No error here carries a key, a plain text or a part of one.
"""

import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
KEY_ID_BYTES = 16
NONCE_BYTES = 12


class VaultError(Exception):
    """A sealed value or its key could not be used. The base of all errors here."""


class Destroyed(VaultError):
    """The key was destroyed on purpose: what it sealed is gone for good, nothing more is sealed under it."""


class KeyMissing(VaultError):
    """There never was such a key here: the key folder is lost, not mounted, or another installation's."""


class Tampered(VaultError):
    """The value is not what was sealed at this place: changed, moved, or another subject's."""


class KeyStoreError(VaultError):
    """The key store cannot be used: unreadable, unsafe rights, or made under another master key."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose key seals a value: one patient's, or the clinic's for all that belongs to no patient."""

    name: str

    @classmethod
    def clinic(cls) -> "Subject":
        return cls("clinic")

    @classmethod
    def patient(cls, patient_id: uuid.UUID | str) -> "Subject":
        """Raises ValueError for a text that is no UUID."""
        return cls(f"patient:{uuid.UUID(str(patient_id))}")


@dataclass(frozen=True, slots=True)
class DataKey:
    """A subject's key: `key_id` (16 bytes) stands in the open before each value, `secret` (32) never does."""

    key_id: bytes
    secret: bytes = field(repr=False)


class KeyStore(Protocol):
    """Where keys live: outside the database and its backups, so that destroying one reaches old backups."""

    def obtain(self, clinic_id: int, subject: Subject) -> DataKey:
        """The subject's key, made and kept safe on disk at the first call. Raises Destroyed."""

    def find(self, clinic_id: int, subject: Subject) -> DataKey:
        """The subject's key; never makes one. Raises KeyMissing, Destroyed."""

    def prepare(self, clinic_id: int, subjects: Iterable[Subject]) -> None:
        """Make the keys of many at once, far faster than one by one. Destroyed ones stay destroyed."""

    def join(self, clinic_id: int, subject: Subject, other: Subject) -> None:
        """From now on what `other` sealed opens for `subject` too. May be repeated. Raises Destroyed."""

    def part(self, clinic_id: int, subject: Subject, other: Subject) -> None:
        """Takes `join` back. May be repeated."""

    def find_joined(self, clinic_id: int, subject: Subject, key_id: bytes) -> DataKey | None:
        """The key of that id, when it belongs to one who is joined to `subject`. Raises Destroyed."""

    def destroy(self, clinic_id: int, subject: Subject) -> None:
        """Destroy the subject's key for ever. May be repeated; a key never made cannot be made later."""

    def holds(self, clinic_id: int) -> bool:
        """Whether this store has keys of that clinic."""

    def keep(self, clinic_id: int, name: str, value: bytes) -> bool:
        """Keep a small thing under the clinic's own key, in the place of an older one of that name.

        False, and nothing kept, for a clinic that has no keys here: this makes none.
        """

    def kept(self, clinic_id: int, name: str) -> bytes | None:
        """What was kept under that name; None when nothing was. Raises Tampered, KeyStoreError."""

    def check(self, clinic_id: int) -> None:
        """Open the clinic's own key. Raises KeyMissing, KeyStoreError (another master key), Tampered."""


def wrap(outer: bytes, secret: bytes, bound_to: bytes) -> bytes:
    """`secret` under `outer`: a nonce and AES-256-GCM (NIST SP 800-38D), bound to what the key is for."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(outer).encrypt(nonce, secret, bound_to)


def unwrap(outer: bytes, wrapped: bytes, bound_to: bytes) -> bytes:
    """The secret again. Raises Tampered when the key, the bytes or the binding is another."""
    try:
        return AESGCM(outer).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise Tampered("a wrapped key does not open") from None

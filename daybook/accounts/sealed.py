"""Sealing what belongs to a person and to no clinic: the secrets of their second factor.

AES-256-GCM (NIST SP 800-38D) under a key of its own, derived from the master key by HKDF (RFC 5869). A sealed text
begins with its version; a database without the master key opens none of them.
"""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_CONTEXT = b"daybook.accounts.second-factor"
_VERSION = "v1."
_NONCE = 12


class NotSealedHere(Exception):
    """The text was changed, or sealed under another master key."""


def seal_text(plain: str) -> str:
    nonce = os.urandom(_NONCE)
    sealed = _cipher().encrypt(nonce, plain.encode(), _CONTEXT)
    return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal_text(sealed: str) -> str:
    """Raises NotSealedHere."""
    try:
        value = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
        return _cipher().decrypt(value[:_NONCE], value[_NONCE:], _CONTEXT).decode()
    except (InvalidTag, ValueError):
        raise NotSealedHere from None


def _cipher() -> AESGCM:
    return AESGCM(_derived(settings.DAYBOOK.master_key))


@lru_cache(maxsize=2)
def _derived(master_key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_CONTEXT).derive(master_key)

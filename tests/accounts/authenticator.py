"""A device that keeps passkeys, in software: what a browser would send for it (WebAuthn Level 3, 6.1 and 6.5)."""

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def asked(page: bytes) -> dict[str, Any]:
    """The question that a page puts to the browser."""
    found = re.search(r'data-options="([^"]+)"', page.decode())
    assert found, "the page asks for no passkey"
    question: dict[str, Any] = json.loads(unescape(found[1]))["publicKey"]
    return question


@dataclass
class Device:
    """One passkey of it. `flags` and `origin` can be made wrong."""

    origin: str = "https://testserver"
    flags: int = PRESENT | VERIFIED
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: str = ""
    host: str = ""

    def make(self, question: dict[str, Any]) -> str:
        self.handle, self.host = question["user"]["id"], question["rp"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))  # type: ignore[no-untyped-call]
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(self.flags | ATTESTED) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", question)
        return self._answer(
            {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(attestation)}
        )

    def show(self, question: dict[str, Any]) -> str:
        said, data = self._said("webauthn.get", question), self._data(self.flags)
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(said),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": self.handle,
        }
        return self._answer(response)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + bytes(4)

    def _said(self, what: str, question: dict[str, Any]) -> bytes:
        assert websafe_decode(question["challenge"])
        return json.dumps(
            {"type": what, "challenge": question["challenge"], "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _answer(self, response: dict[str, str]) -> str:
        key = websafe_encode(self.id)
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response})

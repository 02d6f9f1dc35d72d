"""What a message tells: the facts of the appointment when the message was written, sealed with the patient's key."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from daybook.tenancy import vault

TABLE = "messaging_message"


@dataclass(frozen=True, slots=True)
class Facts:
    """`starts_at` and `ends_at` are aware; `zone` is the branch's, an IANA name."""

    patient: str
    practitioner: str
    service: str
    branch: str
    address: str
    phone: str
    zone: str
    starts_at: datetime
    ends_at: datetime

    def sealed(self, patient_id: UUID, message_id: UUID) -> bytes:
        values = asdict(self) | {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}
        return _seal(patient_id, message_id, "facts", values)

    @classmethod
    def unsealed(cls, patient_id: UUID, message_id: UUID, sealed: bytes | memoryview) -> Self:
        """Raises vault.Destroyed when the patient was erased."""
        values: dict[str, Any] = {**_unseal(patient_id, message_id, "facts", sealed)}
        for name in ("starts_at", "ends_at"):
            values[name] = datetime.fromisoformat(values[name])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Content:
    """What was written: the first try's words, which every later try repeats. `to`: the last try's address."""

    to: str
    subject: str
    text: str

    def sealed(self, patient_id: UUID, message_id: UUID) -> bytes:
        return _seal(patient_id, message_id, "content", asdict(self))

    @classmethod
    def unsealed(cls, patient_id: UUID, message_id: UUID, sealed: bytes | memoryview) -> Self:
        """Raises vault.Destroyed when the patient was erased."""
        return cls(**_unseal(patient_id, message_id, "content", sealed))


def _seal(patient_id: UUID, message_id: UUID, column: str, values: dict[str, str]) -> bytes:
    place = vault.Place(TABLE, column, message_id)
    return vault.seal(vault.Subject.patient(patient_id), place, json.dumps(values, ensure_ascii=False))


def _unseal(patient_id: UUID, message_id: UUID, column: str, sealed: bytes | memoryview) -> dict[str, str]:
    place = vault.Place(TABLE, column, message_id)
    found: dict[str, str] = json.loads(vault.unseal_text(vault.Subject.patient(patient_id), place, sealed))
    return found

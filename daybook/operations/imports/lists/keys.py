"""By what rows are found again: in the clinic after an earlier run, and in their own file."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from daybook.operations.imports.lists.reading import Reading
from daybook.patients.births import Precision
from daybook.patients.similar import words_of

_LONGEST_RECORD = 80


def external_id(reading: Reading) -> str:
    """What the patient's file keeps (`external_id`), so that a second run adds nothing.

    The old record's number and the name; without a number the name, phones, birth and address. A number alone is not
    enough: two lists may count from 1 both.
    """
    name = " ".join(sorted(words_of(reading.name)))
    if reading.record:
        return f"list|{reading.record[:_LONGEST_RECORD]}|{_hash(name)}"
    birth = reading.birth.words() if reading.birth and reading.birth.precision == Precision.DAY else ""
    return f"list||{_hash(name, *sorted(reading.phones), birth, reading.texts['address'])}"


def again(key: str, number: int) -> str:
    """For a row that is brought in though another has the key."""
    return f"{key}|{number}"


def _hash(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Keys:
    """Hashes that rows of one file share when they are alike, made with the file's own secret."""

    row: str
    phones: tuple[str, ...]
    person: str

    @classmethod
    def of(cls, reading: Reading, secret: bytes) -> Keys:
        def hashed(kind: str, value: str) -> str:
            return blake2b(f"{kind}{value}".encode(), digest_size=16, key=secret).hexdigest()

        birth = reading.birth
        if birth and birth.precision == Precision.DAY:
            person = hashed("born", birth.on.isoformat())
        elif reading.phones:
            person = ""  # found by the phone
        else:
            person = hashed("name", " ".join(sorted(words_of(reading.name))))
        row = hashed("row", external_id(reading))
        return cls(row, tuple(hashed("phone", each) for each in reading.phones), person)

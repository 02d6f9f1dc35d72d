"""Which resource a reference means, without holding every resource in memory.

An export of a whole hospital has millions of identifiers. They are kept as short digests in a private SQLite
database that lives in memory while it is small, spills to an unnamed temporary file when it is not, and is
gone when it is closed.
"""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from types import TracebackType

from daybook.operations.imports.fhir.shapes import (
    FhirLocation,
    FhirOrganization,
    Identifier,
    Kind,
    Reference,
    Resource,
)

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8192;
CREATE TABLE seen (digest BLOB PRIMARY KEY, place TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meant (digest BLOB PRIMARY KEY, id TEXT NOT NULL, times INTEGER NOT NULL) WITHOUT ROWID;
"""


class NoSuchResource(LookupError):
    """A reference that means none of the resources read, or several of them."""


class References:
    """The resources read so far, of one run."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # "": a private temporary database
        self._db.executescript(TABLES)

    def __enter__(self) -> References:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def add(self, kind: Kind, resource: Resource) -> bool:
        """Remember a resource; False when one of the same kind and id was there already."""
        place = resource.name if isinstance(resource, FhirLocation | FhirOrganization) else ""
        done = self._db.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?)", [_digest(kind, resource.id), place]
        )
        if not done.rowcount:
            return False
        for identifier in set(resource.identifiers):
            self._db.execute(
                "INSERT INTO meant VALUES (?, ?, 1) ON CONFLICT (digest) DO UPDATE SET times = times + 1",
                [_identifier_digest(kind, identifier), resource.id],
            )
        return True

    def source_id(self, kind: Kind, reference: Reference) -> str:
        """The id, in the export, of what `reference` means; of a literal one even if it was not read.

        A conditional reference must match exactly one resource (https://hl7.org/fhir/R4/http.html#trules).
        """
        if reference.id is not None:
            return reference.id
        if reference.identifier is None:
            raise NoSuchResource(kind)
        row = self._db.execute(
            "SELECT id, times FROM meant WHERE digest = ?", [_identifier_digest(kind, reference.identifier)]
        ).fetchone()
        if row is None or row[1] != 1:
            raise NoSuchResource(kind)
        return str(row[0])

    def find(self, kind: Kind, reference: Reference) -> str:
        """The same, and empty for a reference that means nothing."""
        try:
            return self.source_id(kind, reference)
        except NoSuchResource:
            return ""

    def place_name(self, kind: Kind, reference: Reference | None) -> str:
        """What a location or an organization is called, there or in the reference itself; empty when unknown."""
        if reference is None or reference.display:
            return reference.display if reference else ""
        try:
            digest = _digest(kind, self.source_id(kind, reference))
        except NoSuchResource:
            return ""
        row = self._db.execute("SELECT place FROM seen WHERE digest = ?", [digest]).fetchone()
        return str(row[0]) if row else ""


def _identifier_digest(kind: Kind, identifier: Identifier) -> bytes:
    return _digest(kind, identifier.system, identifier.value)


def _digest(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode(), digest_size=16).digest()

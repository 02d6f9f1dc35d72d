"""Lines about an encounter, until it comes: where they stand in their files, so that they can be read again.

Nothing of what they say is kept, neither in memory nor on the disk: only places, in a private SQLite database like that
of `references.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO

from daybook.operations.imports.fhir.parse import parse
from daybook.operations.imports.fhir.read import Read
from daybook.operations.imports.fhir.shapes import (
    AtEncounter,
    FhirCondition,
    FhirImmunization,
    FhirMedication,
    Kind,
)
from daybook.operations.imports.fhir.values import BadField
from daybook.operations.imports.lines import BadLine, Unreadable, read_at

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8192;
CREATE TABLE line (encounter TEXT, kind TEXT, file TEXT, number INTEGER, start INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A line about an encounter, read again."""

    file: str
    number: int
    kind: Kind
    encounter: str
    resource: AtEncounter

    def left_out(self, reason: str) -> BadLine:
        return BadLine(self.file, self.number, reason)


class Waiting:
    """`paths`: of the files, by their names."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(TABLES)
        self._indexed = False

    def __enter__(self) -> Waiting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def add(self, line: Read) -> bool:
        """Remember a line; False when it is not of a kind that waits for its encounter."""
        if not isinstance(line.resource, FhirCondition | FhirMedication | FhirImmunization):
            return False
        values = [line.resource.encounter, line.kind, line.file, line.number, line.start]
        self._db.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?)", values)
        self._indexed = False
        return True

    def of(self, encounters: Iterable[str]) -> Iterator[Item | BadLine]:
        """Their lines, read again, in the order in which they stand in the files."""
        self._index()
        rows = [
            (encounter, *row)
            for encounter in encounters
            for row in self._db.execute(
                "SELECT kind, file, number, start FROM line WHERE encounter = ?", [encounter]
            )
        ]
        with ExitStack() as opened:
            streams: dict[str, IO[bytes]] = {}
            for encounter, kind, file, number, start in sorted(rows, key=lambda row: (row[2], row[4])):
                try:
                    if file not in streams:
                        streams[file] = opened.enter_context(self._paths[file].open("rb"))
                    yield _read_again(streams[file], encounter, kind, file, number, start)
                except OSError as error:
                    yield BadLine(file, number, str(error.strerror))

    def met(self, encounters: Sequence[str]) -> None:
        """What waited for these is done."""
        self._index()
        self._db.executemany("DELETE FROM line WHERE encounter = ?", [(each,) for each in encounters])

    def left(self, most: int) -> Iterator[list[str]]:
        """The encounters that nothing was done for, `most` at a time."""
        self._index()
        found = (row[0] for row in self._db.execute("SELECT DISTINCT encounter FROM line ORDER BY encounter"))
        while part := list(islice(found, most)):
            yield part

    def _index(self) -> None:
        if not self._indexed:
            self._db.execute("CREATE INDEX IF NOT EXISTS line_of ON line (encounter)")
            self._indexed = True


def _read_again(
    stream: IO[bytes], encounter: str, kind: Kind, file: str, number: int, start: int
) -> Item | BadLine:
    try:
        resource = parse(kind, read_at(stream, start))
    except (BadField, Unreadable) as error:  # the file was changed meanwhile
        return BadLine(file, number, str(error))
    if not isinstance(resource, FhirCondition | FhirMedication | FhirImmunization):
        raise TypeError(kind)
    return Item(file, number, kind, encounter, resource)

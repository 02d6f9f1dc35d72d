"""What an import did, for whoever started it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from daybook.operations.imports.lines import BadLine

MOST_KEPT = 1000  # lines; the rest are counted


class Problems:
    """Lines with something wrong: the first ones with their reasons, and how many there were."""

    def __init__(self) -> None:
        self.kept: list[BadLine] = []
        self.count = 0

    def add(self, lines: Iterable[BadLine]) -> None:
        for line in lines:
            self.count += 1
            if len(self.kept) < MOST_KEPT:
                self.kept.append(line)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`added`, `known`: rows by kind ("patient"). `bad`: lines left out. `partly`: lines that went in without
    something, such as a phone that is no number."""

    batch_id: UUID
    added: Mapping[str, int]
    known: Mapping[str, int]
    bad: Problems
    partly: Problems


class Tally:
    """The report while it grows."""

    def __init__(self) -> None:
        self.added: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self.bad, self.partly = Problems(), Problems()

    def take(
        self,
        added: Counter[str],
        known: Counter[str],
        bad: Iterable[BadLine],
        partly: Iterable[BadLine],
    ) -> None:
        """Count a piece that has been committed."""
        self.added += added
        self.known += known
        self.bad.add(bad)
        self.partly.add(partly)

    def report(self, batch_id: UUID) -> ImportReport:
        return ImportReport(batch_id, dict(self.added), dict(self.known), self.bad, self.partly)

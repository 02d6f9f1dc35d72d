"""What an import did, for whoever started it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from daybook.operations.imports.lines import BadLine

MOST_KEPT = 1000  # lines; the rest are counted

# What became of a line: it went in; its visit says the same by another line; an earlier run had brought it; it was read
# for a name that others mention; there is no place for its kind; it was left out with a reason.
Outcome = Literal["added", "same", "known", "name", "alone", "left"]
OUTCOMES: tuple[Outcome, ...] = ("added", "same", "known", "name", "alone", "left")


@dataclass(frozen=True, slots=True)
class KindLines:
    """The lines of one kind of resource. `read` counts what the files hold, `outcomes` what became of each line."""

    read: int
    outcomes: Mapping[Outcome, int]


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
    something, such as a phone that is no number. `lines`: what became of every line, by kind of resource."""

    batch_id: UUID
    added: Mapping[str, int]
    known: Mapping[str, int]
    bad: Problems
    partly: Problems
    lines: Mapping[str, KindLines]


class Tally:
    """The report while it grows. `kinds`: of each file, which kind of resource its lines are."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self.read: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, Outcome]] = Counter()
        self.added: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self.bad, self.partly = Problems(), Problems()

    def take(
        self,
        added: Counter[str],
        known: Counter[str],
        bad: Iterable[BadLine],
        partly: Iterable[BadLine],
        outcomes: Counter[tuple[str, Outcome]],
    ) -> None:
        """Count a piece that has been committed."""
        self.added += added
        self.known += known
        self.outcomes += outcomes
        self.leave_out(bad)
        self.partly.add(partly)

    def leave_out(self, lines: Iterable[BadLine]) -> None:
        """Lines that do not go in, with their reasons. One of number 0 is a whole file, and no line."""
        found = list(lines)
        self.bad.add(found)
        self.outcomes.update((self.kinds[line.file], "left") for line in found if line.number)

    def report(self, batch_id: UUID) -> ImportReport:
        return ImportReport(
            batch_id, dict(self.added), dict(self.known), self.bad, self.partly, self._lines()
        )

    def _lines(self) -> dict[str, KindLines]:
        kinds = dict.fromkeys(self.kinds.values())
        return {
            kind: KindLines(self.read[kind], {one: n for one in OUTCOMES if (n := self.outcomes[kind, one])})
            for kind in kinds
        }

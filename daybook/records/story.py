"""A patient's visits as they are read: the newest first, each with what it says now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from daybook.clinics.models import Branch, Practitioner
from daybook.lib.zones import zone
from daybook.records import vitals
from daybook.records.models import Amendment, Prescription, Visit
from daybook.records.note import first_words
from daybook.records.sealed import Content, open_amendment, open_content


@dataclass(frozen=True)
class StoryLine:
    """One visit. `prescription` and `amendment` (the last one) are None when there is none. Nothing is unsealed before
    it is asked for."""

    visit: Visit
    practitioner: Practitioner
    branch: Branch
    prescription: Prescription | None
    amendment: Amendment | None

    @cached_property
    def content(self) -> Content:
        """What the visit says now, amendments included."""
        if self.amendment is not None:
            return open_amendment(self.visit.patient_id, self.amendment.id, self.amendment.content_sealed)[1]
        return open_content(self.visit, self.prescription)

    @cached_property
    def at(self) -> datetime:
        """When it began, on the branch's clock and without a zone."""
        return self.visit.started_at.astimezone(zone(self.branch.time_zone)).replace(tzinfo=None)

    @cached_property
    def title(self) -> str:
        return self.content.note.title

    @cached_property
    def detail(self) -> str:
        """The next most telling: blood pressure, medicines, advice."""
        note = self.content.note
        parts = [vitals.shown(note.vitals, vitals.PRESSURE), ", ".join(x.short for x in self.content.lines)]
        parts += [", ".join(note.given), first_words(note.advice, 60)]
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Story:
    """The newest visits. `years`: (year, how many) of all that are not shown singly, newest first; None when `lines`
    are all."""

    lines: list[StoryLine]
    years: tuple[tuple[int, int], ...] | None = None


def fits(line: StoryLine, words: str) -> bool:
    """Each of the words is in what the visit says, wherever."""
    content, practitioner = line.content, line.practitioner.name
    note = content.note
    said = [note.complaint, note.findings, note.advice, *note.given, *map(str, note.diagnoses), practitioner]
    said += [f"{each.whole_name} {each.dose} {each.instructions}" for each in content.lines]
    text = " ".join(said).casefold()
    return all(word in text for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Trend:
    """A vital over time, oldest first: (day, number), in the unit it is kept in."""

    name: str
    points: tuple[tuple[date, int], ...]


TRENDS = (("systolic", "diastolic"), ("weight_g",), ("sugar",))
MOST_POINTS = 24


def trends(lines: Sequence[StoryLine]) -> Iterator[tuple[Trend, ...]]:
    """Of what was measured at two visits or more: the last MOST_POINTS of each."""
    for names in TRENDS:
        measured = [line for line in lines if names[0] in line.content.note.vitals][:MOST_POINTS]
        if len(measured) > 1:
            oldest_first = measured[::-1]
            yield tuple(
                Trend(
                    name,
                    tuple((line.at.date(), line.content.note.vitals[name]) for line in oldest_first),
                )
                for name in names
            )

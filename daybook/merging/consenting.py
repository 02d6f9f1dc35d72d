"""Consents of two files: the person's latest word counts, and nobody is written to because of a merge."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybook.patients.models import Consent


@dataclass(frozen=True, slots=True)
class Consents:
    """`move`: rows of the file that goes. `stay`: an open one of it that counts no longer, because the survivor has one
    for the same purpose, or took it back later. `close`: open ones of the survivor that the other file took back
    later."""

    move: list[UUID]
    stay: list[Consent]
    close: list[Consent]


def consents(kept_id: UUID, away_id: UUID) -> Consents:
    mine, theirs = _rows(kept_id), _rows(away_id)
    stay = [row for row in theirs if _is_open(row) and _counts_no_longer(row, mine)]
    close = [row for row in mine if _is_open(row) and _taken_back_after(row, theirs)]
    closed = {row.purpose for row in close}
    stay += [row for row in theirs if _is_open(row) and row.purpose in closed and row not in stay]
    held = {row.id for row in stay}
    return Consents([row.id for row in theirs if row.id not in held], stay, close)


def _rows(patient_id: UUID) -> list[Consent]:
    return list(Consent.objects.select_for_update().filter(patient_id=patient_id).order_by("id"))


def _is_open(row: Consent) -> bool:
    return row.withdrawn_at is None


def _counts_no_longer(row: Consent, others: list[Consent]) -> bool:
    same = any(_is_open(each) and each.purpose == row.purpose for each in others)
    return same or _taken_back_after(row, others)


def _taken_back_after(row: Consent, others: list[Consent]) -> bool:
    return any(each.purpose == row.purpose and _later(each.withdrawn_at, row.given_at) for each in others)


def _later(withdrawn_at: datetime | None, given_at: datetime) -> bool:
    return withdrawn_at is not None and withdrawn_at > given_at

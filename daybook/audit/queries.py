"""Reads of the trail. Everything here runs inside the clinic's scope.

Pages are found by the last entry of the page before, not by counting entries: the thousandth page costs what the first
one costs, and an entry written meanwhile moves nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from daybook.audit.models import Entry, Seal, Verification

_SEARCHED_BACK = 300
_LATE = timedelta(hours=1)
"""No transaction lasts as long: an entry older than the last sealed one by more was sealed before it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which entries. `patient_ids`: a file's and those of the files merged into it. `since` and `until` (exclusive) are
    moments; the caller knows whose days they are."""

    actor_id: str | None = None
    actor_kinds: Collection[str] | None = None
    patient_ids: Collection[UUID] | None = None
    verbs: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the trail: of one entry."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Chain:
    """`sealed`: the number of the last link. `sealed_at`: when its entry was written. `unsealed`: entries since."""

    sealed: int
    sealed_at: datetime | None
    unsealed: int


def entries(wish: Wish, *, before: Mark | None = None, limit: int = 50) -> tuple[list[Entry], Mark | None]:
    """The newest entries first, and where the next page begins; None when there is no next page."""
    asked = _filtered(wish)
    if before is not None:
        # Said twice: the first condition is the one an index range can start from.
        asked = asked.filter(Q(at__lte=before.at) & (Q(at__lt=before.at) | Q(id__lt=before.id)))
    found = list(asked.order_by("-at", "-id")[: limit + 1])
    page = found[:limit]
    return page, Mark(page[-1].at, page[-1].id) if len(found) > limit else None


def _filtered(wish: Wish) -> Any:
    conditions: dict[str, Any] = {
        "actor_id": wish.actor_id,
        "patient_id__in": wish.patient_ids,
        "actor_kind__in": wish.actor_kinds,
        "verb__in": None if wish.verbs is None else sorted(wish.verbs),
        "at__gte": wish.since,
        "at__lt": wish.until,
    }
    return Entry.objects.filter(**{name: value for name, value in conditions.items() if value is not None})


def entry_by_id(entry_id: UUID) -> Entry | None:
    return Entry.objects.filter(pk=entry_id).first()


def recently(actor_id: str, verb: str, limit: int) -> list[UUID]:
    """The patients with whom this actor did `verb` last, each once, newest first; of their last few hundred entries."""
    last = Entry.objects.filter(actor_id=actor_id).order_by("-at")[:_SEARCHED_BACK]
    seen = (row.patient_id for row in last if row.verb == verb and row.patient_id)
    return list(dict.fromkeys(seen))[:limit]


def latest(subject_id: UUID, patient_id: UUID, verb: str) -> Entry | None:
    """The newest entry that tells that `verb` was done to one of a patient's rows."""
    told = Entry.objects.filter(patient_id=patient_id, verb=verb, subject_id=str(subject_id))
    return told.order_by("-at").first()


def chain() -> Chain:
    """How far the trail is sealed. A verification tells whether the seals hold."""
    last = Seal.objects.select_related("entry").order_by("-number").first()
    open_ones = Entry.objects.filter(~Exists(Seal.objects.filter(entry=OuterRef("pk"))))
    if last is None:
        return Chain(0, None, open_ones.count())
    return Chain(last.number, last.entry.at, open_ones.filter(at__gte=last.entry.at - _LATE).count())


def last_verification() -> Verification | None:
    """The walk along the chain that was begun last."""
    return Verification.objects.order_by("-started_at").first()

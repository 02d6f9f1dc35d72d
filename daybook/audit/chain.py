"""Chaining the trail by hash, clinic by clinic, seconds after the entries were written.

A chain written in the action's own transaction would make the whole clinic queue for its last link. So entries are
written free, and this job links those that have no link yet: digest(n) = SHA-256(digest(n-1) || entry). A later change
or removal of any linked entry breaks every digest after it. Entries not yet linked are named by `verify`.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from daybook.audit.models import Entry, Seal
from daybook.lib.ids import earliest_uuid7, made_at
from daybook.tenancy.scope import current_clinic_id

GENESIS = hashlib.sha256(b"daybook audit chain").digest()
BATCH = 1000
# No transaction that writes entries stays open for longer. What would be older is still named by `verify`.
LOOK_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken_at`: number of the first link that does not fit, None when all do. `unsealed`: entries without a link."""

    sealed: int
    unsealed: list[UUID]
    broken_at: int | None


def digest(before: bytes, entry: Entry) -> bytes:
    """SHA-256 over the link before and every stored field of the entry in a fixed order."""
    plain = [
        str(entry.id),
        entry.at.isoformat(),
        entry.actor_kind,
        entry.actor_id,
        entry.actor_label,
        entry.verb,
        entry.subject_kind,
        entry.subject_id,
        str(entry.patient_id),
        bytes(entry.details_sealed).hex() if entry.details_sealed is not None else None,
    ]
    return hashlib.sha256(before + json.dumps(plain, ensure_ascii=False).encode()).digest()


def seal_entries() -> int | None:
    """Link the clinic's oldest unlinked entries; returns how many, at most BATCH. One sealer at a time per clinic:
    None when another is at it."""
    with connection.cursor() as cursor:
        key = [current_clinic_id()]
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('audit.seal', %s))", key)
        if not cursor.fetchone()[0]:
            return None
    last = Seal.objects.order_by("-number").first()
    number, before = (last.number, bytes(last.digest)) if last else (0, GENESIS)
    links = []
    for entry in _unsealed(last):
        number, before = number + 1, digest(before, entry)
        links.append(Seal(number=number, entry=entry, digest=before))
    Seal.objects.bulk_create(links)
    return len(links)


def _unsealed(last: Seal | None = None) -> list[Entry]:
    """Entries without a link; with `last`, only those made at most LOOK_BACK before the entry it links."""
    entries = Entry.objects.filter(~Exists(Seal.objects.filter(entry=OuterRef("pk"))))
    if last is not None:
        # Looking through the whole trail every few seconds would cost more with every year.
        entries = entries.filter(id__gte=earliest_uuid7(made_at(last.entry_id) - LOOK_BACK))
    return list(entries.order_by("id")[:BATCH])


def verify() -> Verdict:
    """Walk the whole chain of the clinic."""
    before, number = GENESIS, 0
    for link in Seal.objects.select_related("entry").order_by("number").iterator():
        number += 1
        before = digest(before, link.entry)
        if link.number != number or bytes(link.digest) != before:
            return Verdict(number - 1, [], number)
    return Verdict(number, [entry.id for entry in _unsealed()], None)

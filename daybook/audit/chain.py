"""Chaining the trail by hash, clinic by clinic, seconds after the entries were written.

A chain written in the action's own transaction would make the whole clinic queue for its last link. So entries are
written free, and this job links those that have no link yet: digest(n) = SHA-256(digest(n-1) || entry). A later change
or removal of any linked entry breaks every digest after it. `verification.py` walks the chain; what a chain cannot show
by itself, that its end was cut off or all of it was made anew, the head beside the keys shows (`head.py`).
"""

import hashlib
import json
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from daybook.audit.head import move_head
from daybook.audit.models import Entry, Seal
from daybook.lib.ids import earliest_uuid7, made_at
from daybook.tenancy.scope import current_clinic_id

GENESIS = hashlib.sha256(b"daybook audit chain").digest()
BATCH = 1000
# No transaction that writes entries stays open for longer. What would be older is still counted by a verification.
LOOK_BACK = timedelta(days=2)


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
    if links:
        move_head(links[-1])
    return len(links)


def unsealed() -> QuerySet[Entry]:
    """The entries without a link."""
    return Entry.objects.filter(~Exists(Seal.objects.filter(entry=OuterRef("pk"))))


def _unsealed(last: Seal | None) -> list[Entry]:
    """The oldest entries without a link; with `last`, only those made at most LOOK_BACK before the entry it links."""
    entries = unsealed()
    if last is not None:
        # Looking through the whole trail every few seconds would cost more with every year.
        entries = entries.filter(id__gte=earliest_uuid7(made_at(last.entry_id) - LOOK_BACK))
    return list(entries.order_by("id")[:BATCH])

"""Reads of merging. Everything here runs inside the clinic's scope."""

from dataclasses import dataclass
from uuid import UUID

from daybook.billing.ledger import advance_of
from daybook.billing.models import Invoice
from daybook.merging.consenting import Consents, consents
from daybook.merging.fields import Choice, Said, choices
from daybook.merging.models import Merge
from daybook.merging.moving import counted
from daybook.merging.overlaps import Overlaps, Waiting, both_waiting, overlaps
from daybook.patients.contacts import numbers_of
from daybook.patients.merged import files_of
from daybook.patients.models import Patient


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen. `counts`: rows to be moved, by table. `bills`: issued ones, which stay under their number.
    `advance`: what the file that goes has paid in advance and not used, in minor units: numbered receipts of that file,
    so it is used or given back first, or the other file is the one that goes."""

    kept: Said
    away: Said
    choices: list[Choice]
    overlaps: Overlaps
    waiting: list[Waiting]
    counts: dict[str, int]
    consents: Consents
    bills: int
    advance: int

    @property
    def blocked(self) -> bool:
        return bool(self.overlaps.coming or self.waiting or self.advance)


def preview(kept: Patient, away: Patient) -> Preview:
    """Raises MergingRefused ("unreadable")."""
    mine, theirs = (Said.by(each, numbers_of(each)) for each in (kept, away))
    crossing, agreed = overlaps(kept.id, away.id), consents(kept.id, away.id)
    counts = counted(away.id, crossing.stay)
    if agreed.move:
        counts["patients_consent"] = len(agreed.move)
    return Preview(
        mine,
        theirs,
        choices(mine, theirs),
        crossing,
        both_waiting(kept.id, away.id),
        counts,
        agreed,
        Invoice.objects.filter(patient_id__in=files_of(away.id)).count(),
        advance_of(away.id),
    )


def merge_by_id(merge_id: UUID) -> Merge | None:
    found: Merge | None = Merge.objects.select_related("kept", "away").filter(pk=merge_id).first()
    return found


def standing(patient_id: UUID) -> list[Merge]:
    """The files that are merged into this one now, the last first."""
    rows = Merge.objects.filter(kept_id=patient_id, undone_at=None).select_related("away")
    return list(rows.order_by("-merged_at", "-id"))

"""Reads about a clinic's imports. Inside its scope."""

from uuid import UUID

from daybook.operations.models import ImportBatch

SHOWN = 100


def imports() -> list[ImportBatch]:
    """The newest first, at most `SHOWN`."""
    return list(ImportBatch.objects.order_by("-started_at", "-id")[:SHOWN])


def import_batch(batch_id: UUID) -> ImportBatch | None:
    return ImportBatch.objects.filter(id=batch_id).first()

"""What a machine sealed since the merge, sealed anew with the key of the file that it goes back to."""

from typing import Any
from uuid import UUID

from daybook.merging.hindrances import RESEALED, sealed_with
from daybook.merging.links import links, sealed_columns
from daybook.tenancy import vault


def reseal(kept_id: UUID, away_id: UUID, moved: dict[str, list[UUID]]) -> None:
    """`moved`: by table."""
    own, kept = vault.key_id(vault.Subject.patient(kept_id)), vault.Subject.patient(kept_id)
    for model in {link.model for link in links() if link.table in RESEALED}:
        table = model._meta.db_table
        for row in model.objects.filter(pk__in=moved.get(table, [])):
            values: dict[str, Any] = {}
            for column in sealed_columns(model):
                sealed = getattr(row, column)
                if sealed_with(own, sealed):
                    place = vault.Place(table, column.removesuffix("_sealed"), row.pk)
                    text = vault.unseal(kept, place, sealed)
                    values[column] = vault.seal(vault.Subject.patient(away_id), place, text)
            if values:
                model.objects.filter(pk=row.pk).update(**values)

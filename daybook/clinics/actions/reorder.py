"""Move a branch, service or practitioner one place up or down in its list: columns of the day stand so too."""

from typing import Any, Literal

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Branch, Practitioner, Service

Listed = Branch | Service | Practitioner
_GONE = {Branch: "closed_at", Service: "retired_at", Practitioner: "left_at"}


def reorder(*, actor: Actor, row: Listed, to: Literal["up", "down"]) -> None:
    """Among those that are open, on offer or here. At the end of the list nothing happens. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    model = type(row)
    here = model.objects.filter(**{_GONE[model]: None})
    # Locked by id, so that two reorderings wait for one another; then put into the order people see.
    locked = here.order_by("id").select_for_update(no_key=True)
    rows: list[Any] = sorted(locked, key=lambda each: (each.position, each.name))
    at = next((place for place, each in enumerate(rows) if each.id == row.id), None)
    if at is None:
        return
    other = at - 1 if to == "up" else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for place, each in enumerate(rows):
        if each.position != place:
            model.objects.filter(id=each.id).update(position=place)
    record(actor, f"{model._meta.model_name}.moved", on=row, details={"place": [at + 1, other + 1]})

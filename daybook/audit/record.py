"""The one way to write the trail: in the transaction of what it tells about, unchained (see `chain.py`)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models

from daybook.audit.actor import Actor
from daybook.audit.details import seal_details
from daybook.audit.models import Entry
from daybook.audit.sealing import seal_soon
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.tenancy.writes import insert


def record(
    actor: Actor,
    verb: str,
    *,
    on: models.Model | tuple[str, object],
    patient: UUID | None = None,
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Write that `actor` did `verb` (for example "appointment.cancelled") to `on`, a row or (kind, id).

    `details` are sealed, with the patient's key when `patient` is given. Must run inside the clinic's scope.
    """
    kind, subject_id = on if isinstance(on, tuple) else (on._meta.model_name or "", on.pk)
    entry = Entry(
        id=uuid7(),
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        verb=verb,
        subject_kind=kind,
        subject_id=str(subject_id),
        patient_id=patient,
    )
    if details:
        entry.details_sealed = seal_details(entry.id, patient, details)
    insert(entry)
    seal_soon()
    return entry

"""One piece of an import while it is written: what it may use, and what it came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from daybook.audit.actor import Actor
from daybook.operations.imports.fhir.read import Read
from daybook.operations.imports.fhir.references import References
from daybook.operations.imports.fhir.source import Source
from daybook.operations.imports.fhir.waiting import Waiting
from daybook.operations.imports.lines import BadLine
from daybook.operations.imports.report import Outcome
from daybook.patients.merged import survivors
from daybook.patients.models import Patient


@dataclass(frozen=True, slots=True)
class Run:
    """What all pieces of an import have in common."""

    clinic_id: int
    batch_id: UUID
    actor: Actor
    references: References
    source: Source
    waiting: Waiting


@dataclass(slots=True)
class Written:
    """What one piece came to. `added`, `known`: rows by kind. `outcomes`: lines by their kind and what became of them,
    but for those left out, which are in `bad`. `met`: encounters whose visits were written."""

    added: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    bad: list[BadLine] = field(default_factory=list)
    partly: list[BadLine] = field(default_factory=list)
    outcomes: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    met: list[str] = field(default_factory=list)


def only_new(run: Run, model: Any, reads: list[Read], written: Written) -> list[Read]:
    """Those that no earlier run has brought from the same source."""
    known = ids_of(run, model, {one.resource.id for one in reads})
    if known:
        written.known[model._meta.model_name] += len(known)
        written.outcomes[reads[0].kind, "known"] += len(known)
    return [one for one in reads if one.resource.id not in known]


def ids_of(run: Run, model: Any, resource_ids: set[str]) -> dict[str, UUID]:
    """The rows by the source's ids; for a patient's file that was merged the one it was merged into."""
    keys = run.source.keys(resource_ids)
    found = dict(model.objects.filter(external_id__in=keys).values_list("external_id", "id"))
    if model is Patient:
        merged = survivors(found.values())
        found = {key: merged.get(each, each) for key, each in found.items()}
    # In the order of the keys: a row with the source's name comes after a bare one, and wins.
    return {resource_id: found[key] for key, resource_id in keys.items() if key in found}


def insert(model: Any, rows: list[Any], written: Written) -> None:
    model.objects.bulk_create(rows)
    if rows:
        written.added[model._meta.model_name] += len(rows)

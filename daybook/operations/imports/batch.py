"""The life of one import: started, each piece of it a transaction of its own, finished or stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.operations.imports.report import Tally
from daybook.operations.models import ImportBatch
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope, current_clinic_id


class ImportRefused(Refused):
    """An import cannot be done or taken back."""


def clinic_of(slug: str) -> int:
    """The clinic's number. Raises ImportRefused."""
    clinic = Clinic.objects.filter(slug=slug).first()
    if clinic is None:
        raise ImportRefused(_("There is no clinic of that name."), code="import.clinic")
    return clinic.id


@contextmanager
def running(clinic_id: int, source: str, actor: Actor, tally: Tally) -> Iterator[UUID]:
    """A batch from its start to its end; stopped when the block raises. Each piece opens its own scope."""
    with clinic_scope(clinic_id):
        require(actor, Permission.IMPORT)
        batch = ImportBatch.objects.create(
            source=source, actor_kind=actor.kind, actor_id=actor.id, actor_label=actor.label
        )
        record(actor, "import.started", on=batch, details={"source": source})
    try:
        yield batch.id
    except BaseException:
        # Also for Ctrl-C. When the database itself is gone the first error is the one to tell.
        with suppress(DatabaseError):
            _end(clinic_id, batch.id, actor, tally, ImportBatch.State.STOPPED)
        raise
    _end(clinic_id, batch.id, actor, tally, ImportBatch.State.FINISHED)


@contextmanager
def piece(clinic_id: int, batch_id: UUID) -> Iterator[None]:
    """One transaction of a running batch, one at a time per clinic. Raises ImportRefused if it was taken back."""
    with clinic_scope(clinic_id):
        one_at_a_time()
        if not ImportBatch.objects.filter(id=batch_id, state=ImportBatch.State.RUNNING).exists():
            raise ImportRefused(_("This import was taken back while it was running."), code="import.undone")
        yield


def one_at_a_time() -> None:
    """Until the transaction ends no other import of this clinic writes or is taken back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('import', %s))", [current_clinic_id()])


def _end(clinic_id: int, batch_id: UUID, actor: Actor, tally: Tally, state: ImportBatch.State) -> None:
    with clinic_scope(clinic_id):
        one_at_a_time()
        ImportBatch.objects.filter(id=batch_id, state=ImportBatch.State.RUNNING).update(
            state=state,
            ended_at=clock.now(),
            added=dict(tally.added),
            known=dict(tally.known),
            bad_count=tally.bad.count,
            bad_lines=[[line.file, line.number, line.reason] for line in tally.bad.kept],
        )
        details = {"added": dict(tally.added), "left_out": tally.bad.count}
        record(actor, f"import.{state}", on=("importbatch", batch_id), details=details)

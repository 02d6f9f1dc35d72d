"""The clinic's lists that are on their way, some pieces of them: what the job does, and the command without one."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from daybook.lib import clock
from daybook.operations.imports.lists import check, write
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.models import PatientList
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope

log = logging.getLogger(__name__)

State = PatientList.State
ON_THE_WAY = (State.CHECKING, State.WRITING)
SECONDS = 20.0
"""After which no further piece is begun: the next clinic's list has its turn."""
LEFT_ALONE = timedelta(minutes=3)


def work(clinic_id: int, *, seconds: float = SECONDS) -> bool:
    """Do some of what is to be done. True when something is left."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        list_id = _next(clinic_id)
        if list_id is None:
            return False
        for _list in steps(clinic_id, list_id):
            if time.monotonic() > until:
                break
    return _next(clinic_id) is not None


def steps(clinic_id: int, list_id: UUID) -> Iterator[PatientList]:
    """Check or write that list until it waits for somebody, or is done. A fault of ours stops it and is told there."""
    with clinic_scope(clinic_id):
        patient_list = PatientList.objects.defer("content_sealed").filter(id=list_id).first()
    if patient_list is None:
        return
    engine = write.pieces if patient_list.state == State.WRITING else check.pieces
    try:
        yield from engine(clinic_id, patient_list)
    except (DatabaseError, InterfaceError, vault.KeyStoreError):
        raise  # not this list's fault: it is tried again
    except Exception as error:
        words = str(error) if isinstance(error, ListRefused) else ""
        log.error("a list cannot be read on", extra={"clinic_id": clinic_id, "error": type(error).__name__})
        with clinic_scope(clinic_id):
            row = PatientList.objects.filter(id=list_id)
            plan = {**patient_list.plan, "fault": words}
            row.update(state=State.FAULT, plan=plan, moved_at=clock.now())
        patient_list.state, patient_list.plan = State.FAULT, plan
        yield patient_list


def _next(clinic_id: int) -> UUID | None:
    with clinic_scope(clinic_id):
        rows = PatientList.objects.filter(state__in=ON_THE_WAY).order_by("moved_at")
        return rows.values_list("id", flat=True).first()


def left_alone() -> bool:
    """Whether a list of the scope's clinic is on its way and nobody has moved it for a while."""
    before = clock.now() - LEFT_ALONE
    return PatientList.objects.filter(state__in=ON_THE_WAY, moved_at__lt=before).exists()


def forget_old() -> None:
    """Lists that nobody went on with, and what was left of those that are in."""
    PatientList.objects.filter(forget_at__lt=clock.now()).exclude(state__in=ON_THE_WAY).delete()

"""Work that happens later. A job is enqueued in the transaction of what it follows from, and its arguments are ids.

A clinic's job names its clinic and runs in that clinic's scope; without one it fails closed. A job may run twice:
a worker that dies leaves its job behind, and it is run again; so is one whose connection to the database broke.
The jobs of a suspended clinic wait until it is resumed.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as Entry
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.tasks import Task, configure_task

from daybook.lib import clock
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import NoClinic, clinic_scope

Job = Task[Any, Any, Any]
log = logging.getLogger(__name__)

# Django's own connection, also inside a worker, whose app has a connection of its own: a job must be enqueued in the
# same transaction as what it is about.
_manager = JobManager(DjangoConnector())


HELD = timedelta(minutes=10)


class Held(Exception):
    """The clinic is suspended."""


class WhenTheDatabaseIsBack(BaseRetryStrategy):
    """Another try, a little later each time, for about ten minutes. Not for a job enqueued `once`: another may wait
    by now, and two cannot; who enqueues such a one asks again anyway. A suspended clinic's job comes again later."""

    SECONDS = (0, 1, 2, 5, 10, 30, 60, 120, 180, 180)

    def get_retry_decision(self, *, exception: BaseException, job: Entry) -> RetryDecision | None:
        if isinstance(exception, Held):
            return RetryDecision(retry_in={"seconds": int(HELD.total_seconds())})
        broken = isinstance(exception, OperationalError | InterfaceError)
        if not broken or job.queueing_lock or job.attempts >= len(self.SECONDS):
            return None
        return RetryDecision(retry_in={"seconds": self.SECONDS[job.attempts]})


_AGAIN = WhenTheDatabaseIsBack()


def clinic_job(name: str) -> Callable[[Callable[..., None]], Job]:
    """Registers a function as a job of one clinic. Enqueue it with `clinic_id`; the function itself takes other ids."""

    def decorate(work: Callable[..., None]) -> Job:
        @wraps(work)
        def run(clinic_id: int | None = None, **ids: Any) -> None:
            found = _existing(clinic_id)
            if found.state == Clinic.State.SUSPENDED:
                raise Held
            with clinic_scope(found):
                work(**ids)

        return app.task(name=name, retry=_AGAIN)(run)

    return decorate


def clinic_steps_job(name: str) -> Callable[[Callable[[int], None]], Job]:
    """Registers a job of one clinic that opens the scope itself, more than once, because it calls out in between.
    While the clinic is suspended it does nothing: what is due stays a row, and is asked about again afterwards."""

    def decorate(work: Callable[[int], None]) -> Job:
        @wraps(work)
        def run(clinic_id: int | None = None) -> None:
            found = _existing(clinic_id)
            if found.state != Clinic.State.SUSPENDED:
                work(found.id)

        return app.task(name=name)(run)

    return decorate


def system_job(name: str) -> Callable[[Callable[..., None]], Job]:
    """Registers a function as a job that belongs to no clinic."""
    return app.task(name=name, retry=_AGAIN)


def every(cron: str, name: str) -> Callable[[Callable[[], None]], Job]:
    """Registers a function to run at the times of `cron` (UTC), once over all workers and never twice at a time."""

    def decorate(work: Callable[[], None]) -> Job:
        @wraps(work)
        def run(timestamp: int) -> None:
            work()

        job = app.task(name=name, queueing_lock=name, lock=name)(run)
        return app.periodic(cron=cron)(job)

    return decorate


def enqueue(
    job: Job,
    *,
    after: timedelta | None = None,
    once: str | None = None,
    lane: str | None = None,
    **ids: int | str,
) -> bool:
    """Enqueue in the present transaction, to run after its commit and, with `after`, not before that time has passed.

    `once`: False, and no second job, while one of that name still waits. A transaction that has not ended makes
    others of that name wait, so `once` is for short ones. `lane`: jobs of one lane run one after another, over all
    workers, in the order in which they were enqueued.
    """
    due = clock.now() + after if after else None
    deferrer = configure_task(
        name=job.name, job_manager=_manager, queueing_lock=once, lock=lane, schedule_at=due
    )
    try:
        with transaction.atomic():
            deferrer.defer(**ids)
    except AlreadyEnqueued:
        return False
    return True


def somebody_waits(lane: str) -> bool:
    """Another job of the lane could begin if this one ended."""
    return ProcrastinateJob.objects.filter(lock=lane, status="todo").exists()


def each_clinic(work: Callable[[], Any]) -> None:
    """Do `work` in the scope of every clinic that is not suspended, one transaction each. One that fails does not keep
    the rest waiting."""
    clinics = Clinic.objects.exclude(state=Clinic.State.SUSPENDED)
    for clinic_id in clinics.order_by("id").values_list("id", flat=True):
        try:
            with clinic_scope(clinic_id):
                work()
        except Exception as error:
            # Its text may hold data of the clinic.
            log.error(
                "job failed for a clinic", extra={"clinic_id": clinic_id, "error": type(error).__name__}
            )


def _existing(clinic_id: Any) -> Clinic:
    if not isinstance(clinic_id, int) or isinstance(clinic_id, bool):
        raise NoClinic("a clinic's job needs clinic_id")
    found = Clinic.objects.filter(pk=clinic_id).first()
    if found is None:
        raise NoClinic("there is no clinic of that number")
    return found

"""Jobs that keep the job queue itself in order, and those that read clinics' lists."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from daybook.operations.imports.lists import work
from daybook.tenancy.jobs import clinic_steps_job, each_clinic, enqueue, every
from daybook.tenancy.scope import current_clinic_id

log = structlog.get_logger("daybook.jobs")

# All clinics' lists are read one after another, so that one of the worker's two hands is always free for other work.
LISTS = "operations.lists"
# Hours. What succeeded is deleted at once by the worker; this is what was left, and what was cancelled.
FINISHED_KEPT = 24
# What failed stays to be looked at.
FAILED_KEPT = 30 * 24


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Give jobs back that were running when their worker was killed: they stay `doing` otherwise, for ever."""
    for job in await app.job_manager.get_stalled_jobs():
        log.warning("a job of a killed worker is tried again", job_id=job.id, task=job.task_name)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # of those that wait once only, another waits already
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)


@app.periodic(cron="47 2 * * *")
@app.task(queueing_lock="forget_jobs", pass_context=False)
async def forget_jobs(timestamp: int) -> None:
    """Delete jobs that ended long ago: each keeps its arguments and events, and fetching the next one reads past it."""
    jobs = app.job_manager
    await jobs.delete_old_jobs(nb_hours=FINISHED_KEPT, include_cancelled=True, include_aborted=True)
    await jobs.delete_old_jobs(nb_hours=FAILED_KEPT, include_failed=True)


@clinic_steps_job("operations.work_on_lists")
def work_on_lists(clinic_id: int) -> None:
    """Some pieces of a clinic's lists. For the rest it queues up again, behind the other clinics."""
    if work.work(clinic_id):
        _again(clinic_id)


def work_on_lists_soon() -> None:
    """In the scope, and in the transaction, of what put a list on its way."""
    _again(current_clinic_id())


def _again(clinic_id: int) -> None:
    enqueue(work_on_lists, once=f"{LISTS}:{clinic_id}", lane=LISTS, clinic_id=clinic_id)


@every("*/5 * * * *", "operations.lists_left_alone")
def lists_left_alone() -> None:
    """A list whose job was lost, whatever happened to it, goes on."""
    each_clinic(_wake)


def _wake() -> None:
    if work.left_alone():
        work_on_lists_soon()


@every("23 3 * * *", "operations.forget_lists")
def forget_lists() -> None:
    each_clinic(work.forget_old)

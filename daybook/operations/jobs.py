"""Jobs that keep the job queue itself in order; they touch no clinic's rows."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

log = structlog.get_logger("daybook.jobs")

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

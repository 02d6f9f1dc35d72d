"""Jobs that keep the job queue itself in order; they touch no clinic's rows."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

log = structlog.get_logger("daybook.jobs")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Give jobs back that were running when their worker was killed: they stay `doing` otherwise, for ever."""
    for job in await app.job_manager.get_stalled_jobs():
        log.warning("a job of a killed worker is tried again", job_id=job.id, task=job.task_name)
        await app.job_manager.retry_job(job)

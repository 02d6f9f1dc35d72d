"""`daybook worker`: runs background jobs, one process."""

from __future__ import annotations

import argparse
import asyncio
import os

import django
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from daybook.operations import log_setup
from daybook.operations.cli import keys_there, safe_role
from daybook.operations.cli.database import settled

# Two at once, so that one long job does not hold up the messages.
CONCURRENCY = 2
# Seconds. Jobs are announced; a job that waited for a lock is only found by asking again.
POLL = 1.0
GRACE = 10.0
# One connection listens, the others take and finish jobs.
CONNECTIONS = 3


def run(arguments: argparse.Namespace) -> int:
    with settled() as here:
        log_setup.start(here.config)
        safe_role.require(here.config)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybook.settings")
        django.setup()
        log_setup.start(here.config)
        keys_there.require_here(here.config)
        asyncio.run(_work(_worker_app()))
    return 0


def _worker_app() -> App:
    """The same tasks over connections of the worker's own.

    The connector of Django's app is not replaced, as procrastinate's own command does: a job that enqueues
    another one must do so inside Django's transaction, or the second could run before the first commits.
    """
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONNECTIONS)
    running = App(connector=connector, import_paths=app.import_paths, worker_defaults=app.worker_defaults)
    running.tasks = app.tasks
    running.periodic_registry = app.periodic_registry
    return running


async def _work(running: App) -> None:
    async with running.open_async():
        await running.run_worker_async(
            name="worker",
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLL,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
        )

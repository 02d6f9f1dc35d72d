"""/livez and /readyz tell the truth and nothing else; jobs of a killed worker are done after all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection
from django.test import Client
from procrastinate.contrib.django import app

from daybook.operations import health
from daybook.operations.cli import check_rows
from daybook.operations.fingerprint import fingerprint
from daybook.operations.jobs import forget_jobs, retry_stalled
from daybook.operations.key_state import Remembered
from daybook.operations.schema import mark, marks
from tests import database


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_seen_right", threading.Event())
    monkeypatch.setattr(health, "_keys", Remembered())


@pytest.fixture
def outdated(committed_db: None) -> Iterator[None]:
    """The database is noted to have another schema."""
    with database.owner_connection() as owner:
        mark(owner, schema="another")
        yield
        mark(owner, schema=fingerprint())


def heartbeat(seconds_ago: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds_ago],
        )
        worker: int = cursor.fetchone()[0]
    return worker


def ready() -> tuple[int, dict[str, str]]:
    response = Client().get("/readyz")
    return response.status_code, json.loads(response.content)


@pytest.mark.django_db
def test_it_is_ready_when_database_and_schema_are() -> None:
    assert ready() == (200, {"database": "ok", "schema": "ok", "worker": "late", "keys": "ok"})
    heartbeat(5)
    assert ready()[1]["worker"] == "ok"


@pytest.mark.django_db
def test_a_worker_that_is_silent_is_late_and_pages_are_served() -> None:
    heartbeat(600)
    assert ready() == (200, {"database": "ok", "schema": "ok", "worker": "late", "keys": "ok"})


def test_it_is_not_ready_before_the_migration(outdated: None) -> None:
    assert ready()[0] == 503
    with database.owner_connection() as owner:
        mark(owner, schema=fingerprint())
    assert ready()[0] == 200


def test_a_process_that_was_ready_stays_so_when_newer_code_migrates(committed_db: None) -> None:
    assert ready()[0] == 200
    with database.owner_connection() as owner:
        mark(owner, schema="newer")
        assert marks(owner)["schema"] == "newer"
        try:
            assert ready()[0] == 200
        finally:
            mark(owner, schema=fingerprint())


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed: secret inside")

    monkeypatch.setattr("daybook.operations.health.connection.cursor", away)
    status, body = ready()
    unknown = dict.fromkeys(("schema", "worker", "keys"), "unknown")
    assert (status, body) == (503, {"database": "unreachable", **unknown})


def test_it_lives_without_a_database() -> None:
    response = Client().get("/livez")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response.headers["Cache-Control"] == "no-store"
    assert Client().post("/livez").status_code in (403, 405)


def test_a_job_of_a_killed_worker_is_given_back(committed_db: None) -> None:
    gone, busy = heartbeat(600), heartbeat(1)
    jobs = [app.configure_task("daybook.test", allow_unknown=True).defer() for _ in range(2)]
    with connection.cursor() as cursor:
        for job, worker in zip(jobs, (gone, busy), strict=True):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
            )
    async_to_sync(retry_stalled.func)(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs WHERE id = ANY(%s)", [jobs])
        assert dict(cursor.fetchall()) == {jobs[0]: "todo", jobs[1]: "doing"}


def test_of_those_that_wait_once_the_killed_ones_twin_is_enough(committed_db: None) -> None:
    def job(status: str, lock: str | None) -> int:
        number = app.configure_task("daybook.test", allow_unknown=True).defer()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s, worker_id = %s, queueing_lock = %s WHERE id = %s",
                [status, gone if status == "doing" else None, lock, number],
            )
        return number

    gone = heartbeat(600)
    killed, twin, other = job("doing", "one"), job("todo", "one"), job("doing", None)
    async_to_sync(retry_stalled.func)(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs WHERE id >= %s", [killed])
        assert dict(cursor.fetchall()) == {twin: "todo", other: "todo"}


def test_jobs_that_ended_long_ago_are_deleted_and_failed_ones_later(committed_db: None) -> None:
    def job(status: str, days: int) -> None:
        number = app.configure_task("daybook.test", allow_unknown=True).defer()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, number])
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - make_interval(days => %s) WHERE job_id = %s",
                [days, number],
            )

    for status in ("todo", "succeeded", "cancelled", "failed"):
        job(status, 0)
        job(status, 2)
        job(status, 31)
    async_to_sync(forget_jobs.func)(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        assert dict(cursor.fetchall()) == {"todo": 3, "succeeded": 1, "cancelled": 1, "failed": 2}
    told = check_rows.failed_jobs()
    assert told.startswith("Background jobs that failed in the last 30 days: 2 (daybook.test: 2)")


@pytest.mark.django_db
def test_without_failed_jobs_check_says_nothing_of_them() -> None:
    assert check_rows.failed_jobs() == ""

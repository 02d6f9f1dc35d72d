"""Nothing that a patient said gets into a log, whoever logs it and however."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import structlog
from django.test import Client

from daybook.lib import logs
from daybook.lib.places import places
from tests import database

CANARY = "Lakshmi-canary"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """A function that gives what was logged since, as parsed lines; the raw text never holds the canary."""
    before, level = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    logs.configure(console=False, level="info", to=stream)

    def read() -> list[dict[str, Any]]:
        raw = stream.getvalue()
        assert CANARY not in raw
        return [json.loads(line) for line in raw.splitlines()]

    yield read
    logging.root.handlers, logging.root.level = before, level
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    structlog.reset_defaults()


def test_it_drops_fields_that_are_not_on_the_list(lines: Lines) -> None:
    structlog.get_logger("daybook.test").info("booked", clinic_id=7, patient=CANARY, phone=CANARY)
    (line,) = lines()
    assert line.pop("timestamp")
    assert line == {"event": "booked", "clinic_id": 7, "level": "info", "logger": "daybook.test"}


@pytest.mark.parametrize("part", ["procrastinate", "procrastinate.worker", "procrastinate.periodic"])
def test_the_job_queue_tells_of_errors_and_not_of_each_job(lines: Lines, part: str) -> None:
    logging.getLogger(part).info("Starting worker on all queues")
    logging.getLogger(part).error("Job %s failed", 7)
    assert [line["level"] for line in lines()] == ["error"]


def test_our_own_lines_keep_the_extras_that_are_on_the_list(lines: Lines) -> None:
    told = {"clinic_id": 7, "error": "Tampered", "patient_name": CANARY}
    logging.getLogger("daybook.test").error("cannot be read", extra=told)
    logging.getLogger("library").error("cannot be read %s", 1, extra={"clinic_id": CANARY})
    ours, foreign = lines()
    assert (ours["clinic_id"], ours["error"]) == (7, "Tampered")
    assert "clinic_id" not in foreign


def test_it_logs_an_exception_by_type_and_place(lines: Lines) -> None:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError:
        structlog.get_logger("daybook.test").exception("failed")
    (line,) = lines()
    assert line["error"] == "builtins.KeyError"
    assert line["causes"] == ["builtins.ValueError"]
    assert "test_it_logs_an_exception_by_type_and_place" in line["where"][-1]


def test_it_tells_a_database_error_by_its_code(lines: Lines, app_url: str) -> None:
    with psycopg.connect(app_url) as connection:
        try:
            connection.execute("SELECT %s::text::int", [CANARY])
        except psycopg.DataError:
            logging.getLogger("some.library").exception("query failed for %s", CANARY)
    (line,) = lines()
    assert line["sqlstate"] == "22P02"
    assert line["event"] == "query failed for %s"


def test_it_keeps_only_the_template_of_a_library_s_message(lines: Lines) -> None:
    logging.getLogger("some.library").warning("sent to %s", CANARY)
    logging.getLogger("some.library").warning(f"sent to {CANARY}")
    logging.getLogger("procrastinate.worker").error(
        f"job({CANARY})",
        extra={"action": "job_error", "job": {"id": 3, "task_name": "x.y", "args": {"a": CANARY}}},
    )
    warnings.warn(CANARY, stacklevel=1)
    first, second, job, warning = lines()
    assert first["event"] == "sent to %s"
    assert second["event"].startswith("test_logs.")
    assert (job["job_id"], job["task"], job["action"]) == (3, "x.y", "job_error")
    assert "UserWarning" in warning["event"]


def test_it_shows_whole_exceptions_only_when_asked(lines: Lines) -> None:
    stream = io.StringIO()
    logs.configure(console=True, level="debug", tracebacks=True, to=stream)
    try:
        raise ValueError("told to the developer")
    except ValueError:
        logging.getLogger("daybook.test").exception("failed")
    assert "told to the developer" in stream.getvalue()


def test_places_hold_no_source() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        found = places(sys.exc_info()[2])
    assert found
    assert CANARY not in "".join(found)


def test_a_page_s_line_has_the_pattern_and_not_the_address(lines: Lines, committed_db: None) -> None:
    Client().get(f"/c/sunrise/patients/?q={CANARY}", headers={"user-agent": CANARY})
    Client().get(f"/{CANARY}/")
    found = lines()
    requests = [line for line in found if line["event"] == "request"]
    assert [line["route"].startswith("c/<slug:slug>/") for line in requests] == [True, False]
    assert requests[1]["status"] == 404
    assert database.NAME not in json.dumps(found)

"""Senders are killed, the database hangs up, the mail server breaks, is busy and refuses: no message arrives twice.

`storm` is the same at any size; bench/ may call it with a large one.
"""

import multiprocessing
import random
import threading
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from daybook.lib.ids import uuid7
from daybook.messaging.facts import Facts
from daybook.messaging.models import Purpose
from daybook.messaging.queue import Occasion, queue
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import database, factories
from tests.messaging.mail_server import BREAK, LATER, NEVER, OK, Server, mail_server
from tests.messaging.sender import storm as send_and_die

AGAIN = "UPDATE messaging_message SET due_at = now() WHERE state = 'queued' AND due_at > now()"
HANG_UP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = 'daybook_app' AND query LIKE '%messaging_message%'
"""


@dataclass(frozen=True)
class Outcome:
    """`rows`: (Message-ID, state, reason). `taken`: how often the server took each. `deaths`: senders killed."""

    rows: list[tuple[str, str, str]]
    taken: Counter[str]
    deaths: int
    hung_up: int


def storm(*, clinics: int, messages: int, senders: int, kills: int, seed: int = 1) -> Outcome:
    """`senders` processes at the same clinics at once, which the job queue would never let happen; each dies `kills`
    times. In between the mail server breaks before and after the text, is busy, and refuses; connections to the
    database are ended."""
    found = [_clinic(messages).id for _ in range(clinics)]
    with mail_server(**_moods(random.Random(seed))) as server:
        deaths, hung_up = _rage(server, found, senders, kills)
    with database.superuser_connection() as connection:
        rows = connection.execute("SELECT message_id, state, reason FROM messaging_message").fetchall()
    return Outcome(rows, server.taken, deaths, hung_up)


def _clinic(messages: int) -> Clinic:
    clinic = factories.make_clinic()
    patients = [
        factories.make_patient(clinic, email=f"p{number}@example.org") for number in range(messages // 4 or 1)
    ]
    factories.make_consents(patients)
    starts_at = datetime.now(UTC) + timedelta(days=3)
    with clinic_scope(clinic):
        for number in range(messages):
            patient = patients[number % len(patients)]
            facts = Facts(
                patient=patient.name,
                practitioner="Dr Anna",
                service="Visit",
                branch="Main",
                address="",
                phone="",
                zone="Asia/Kolkata",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=15),
            )
            queue(Occasion(uuid7(), patient.id, 0, facts), [Purpose.CONFIRMATION])
    return clinic


def _moods(dice: random.Random) -> Any:
    """Mostly well."""
    lock = threading.Lock()

    def mood(*others: str, well: int) -> Any:
        def choose() -> str:
            with lock:
                return dice.choices([OK, *others], [well, *([1] * len(others))])[0]

        return choose

    # Not of the address: what follows to one that is none waits, and a storm ends when nothing waits any more.
    refused = "550 5.7.1 not from you"
    return {"DATA": mood(BREAK, BREAK, LATER, NEVER, well=16), "RCPT": mood(BREAK, LATER, refused, well=30)}


def _rage(server: Server, clinic_ids: list[int], senders: int, kills: int) -> tuple[int, int]:
    """Until the last sender has nothing left. What is to be tried again is due at once."""
    hung_up, spawn = 0, multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(senders, spawn) as pool:
        tasks = [pool.submit(send_and_die, clinic_ids, kills, seed, server.port) for seed in range(senders)]
        with database.superuser_connection() as connection:
            while not all(task.done() for task in tasks):
                threading.Event().wait(0.1)
                connection.execute(AGAIN.encode())
                if hung_up < kills * senders:
                    hung_up += len(connection.execute(HANG_UP.encode()).fetchall())
        return sum(task.result(timeout=1) for task in tasks), hung_up


@pytest.mark.slow
def test_no_message_arrives_twice(committed_db: None) -> None:
    end = storm(clinics=2, messages=60, senders=2, kills=6)
    assert max(end.taken.values()) == 1
    assert len(end.rows) == 120
    states = Counter(state for _, state, _ in end.rows)
    assert states.keys() <= {"sent", "unknown", "failed"}
    for message_id, state, reason in end.rows:
        if state == "sent":
            assert end.taken[message_id] == 1
        if state == "failed":
            assert (reason, end.taken[message_id]) in (("refused", 0), ("tries", 0))
    # It was a storm, or this would have shown little.
    assert end.deaths > 3 and end.hung_up and states["sent"] and states["unknown"] and states["failed"], end

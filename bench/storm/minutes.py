"""Minutes that pass faster than on the clock: what is done once a minute is done several times a second."""

from __future__ import annotations

import threading

import psycopg

from bench.house import House

EVERY = 0.25
# What `every` (tenancy/jobs.py) and procrastinate's own cron would enqueue.
_MINUTE = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)
VALUES ('default', 'messaging.due', 'messaging.due', 'messaging.due', '{"timestamp": 0}', 'todo'),
    ('default', 'daybook.operations.jobs.retry_stalled', NULL, 'retry_stalled', '{"timestamp": 0}', 'todo')
ON CONFLICT DO NOTHING
"""
_DEAD = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
DUE = "UPDATE messaging_message SET due_at = now() WHERE state = 'queued' AND (purpose <> 'reminder' OR {which})"


class Minutes(threading.Thread):
    """Goes on until `stopping`, whatever becomes of the database meanwhile."""

    def __init__(self, house: House) -> None:
        super().__init__(daemon=True)
        self.house, self.stopping = house, threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(EVERY):
            ask(self.house, _MINUTE)


def worker_is_dead(house: House) -> None:
    """Half a minute after its death it is known by its silence. Called before there is another."""
    ask(house, _DEAD)


def all_due(house: House, *, reminders: bool = False) -> None:
    """What waits for another try is tried now; `reminders` too, long before their time."""
    ask(house, DUE.format(which="true" if reminders else "false"))


def ask(house: House, statement: str) -> None:
    """A database that hangs up is a storm's everyday."""
    try:
        with house.connect() as connection:
            connection.execute(statement.encode())
    except psycopg.OperationalError:
        return

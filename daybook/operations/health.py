"""Whether this process can serve: the answers behind /readyz."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from typing import Literal

from django.db import DatabaseError, connection

from daybook.operations.fingerprint import fingerprint, read_marks
from daybook.operations.key_state import Remembered

# Seconds; the worker tells every 10 that it lives.
WORKER_LATE = 60

_STATE = """
SELECT obj_description('public'::regnamespace, 'pg_namespace'),
       (SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers)
"""

# Newer code may migrate while this process still answers: who was ready stays ready.
_seen_right = threading.Event()
_keys = Remembered()


@dataclass(frozen=True)
class Readiness:
    """`worker` is told and decides nothing: pages work while jobs wait. `keys` decides when none can be used:
    "missing" is some clinics' trouble, and the others are served."""

    database: Literal["ok", "unreachable"]
    schema: Literal["ok", "outdated", "unknown"]
    worker: Literal["ok", "late", "unknown"]
    keys: Literal["ok", "missing", "lost", "unknown"]

    @property
    def ready(self) -> bool:
        return self.database == "ok" and self.schema == "ok" and self.keys != "lost"


def readiness() -> Readiness:
    """Ask the database once, and for the keys now and then. Never raises; a database error's text goes nowhere."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_STATE)
            noted, age = cursor.fetchone()
        schema = _schema(read_marks(noted).get("schema"))
        keys: Literal["ok", "missing", "lost", "unknown"]
        keys = _keys.state() if schema == "ok" else "unknown"
    except DatabaseError:
        return Readiness("unreachable", "unknown", "unknown", "unknown")
    worker: Literal["ok", "late"] = "ok" if age is not None and age < WORKER_LATE else "late"
    return Readiness("ok", schema, worker, keys)


def _schema(found: str | None) -> Literal["ok", "outdated"]:
    if found == _wanted():
        _seen_right.set()
    return "ok" if _seen_right.is_set() else "outdated"


@functools.cache
def _wanted() -> str:
    # The files do not change under a running process, or it runs code other than theirs.
    return fingerprint()

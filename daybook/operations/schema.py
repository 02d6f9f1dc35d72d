"""The notes at the schema of a database, read and written with the driver alone (see fingerprint.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from daybook.lib.database_url import DatabaseUrl
from daybook.operations.fingerprint import NOTED, read_marks
from daybook.operations.roles import literal
from daybook.operations.unreachable import Unreachable

# "daybook" in ASCII: one migration at a time, whichever process it is in.
LOCK = 0x64617962_6F6F6B


@contextmanager
def connected(url: DatabaseUrl) -> Iterator[psycopg.Connection[Any]]:
    """A short connection of its own, in autocommit. Raises Unreachable."""
    try:
        connection = psycopg.connect(url.url(), autocommit=True, connect_timeout=10)
    except psycopg.OperationalError:
        words = (
            f"cannot connect to the database {url.name} as {url.user}: check host, port, name and password"
        )
        raise Unreachable(words) from None
    with connection:
        yield connection


@contextmanager
def migrating(url: DatabaseUrl) -> Iterator[psycopg.Connection[Any]]:
    """Wait until no other process migrates this database, and keep others out."""
    with connected(url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield connection


def marks(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """What is noted at the schema."""
    row = connection.execute(NOTED).fetchone()
    return read_marks(row[0] if row else None)


def mark(connection: psycopg.Connection[Any], **changes: str) -> None:
    """Note something at the schema; only the owner may."""
    text = literal(json.dumps({**marks(connection), **changes}))
    # COMMENT takes no parameters; the text is ours and quoted. Its type needs bytes or a literal string.
    connection.execute(f"COMMENT ON SCHEMA public IS {text}".encode())

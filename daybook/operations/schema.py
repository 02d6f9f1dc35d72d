"""Which schema the code wants and which one the database has, compared without loading Django.

After each migration a fingerprint of all that shapes the schema is kept as the comment of the schema `public`:
it travels with a dump, needs no table, and every role may read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from daybook.lib.database_url import DatabaseUrl
from daybook.operations.roles import literal

PACKAGE = Path(__file__).resolve().parent.parent
# Their migrations are in the schema too.
LIBRARIES = ("django", "django-allauth", "procrastinate")
# "daybook" in ASCII: one migration at a time, whichever process it is in.
LOCK = 0x64617962_6F6F6B


def fingerprint() -> str:
    """A digest of the migrations, of what makes walls and rights, and of the libraries' versions."""
    digest = hashlib.sha256()
    files = [*PACKAGE.glob("*/migrations/*.py"), *PACKAGE.glob("tenancy/**/*.py")]
    for path in sorted(files):
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes() + b"\0")
    digest.update("".join(f"{name} {version(name)}\n" for name in LIBRARIES).encode())
    return digest.hexdigest()


@contextmanager
def connected(url: DatabaseUrl) -> Iterator[psycopg.Connection[Any]]:
    """A short connection of its own, in autocommit."""
    with psycopg.connect(url.url(), autocommit=True, connect_timeout=10) as connection:
        yield connection


@contextmanager
def migrating(url: DatabaseUrl) -> Iterator[psycopg.Connection[Any]]:
    """Wait until no other process migrates this database, and keep others out."""
    with connected(url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield connection


def marks(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """What is noted at the schema: `schema`, the fingerprint, and `demo`, whether the demo is loaded."""
    row = connection.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')").fetchone()
    try:
        found = json.loads(row[0]) if row and row[0] else {}
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def mark(connection: psycopg.Connection[Any], **changes: str) -> None:
    """Note something at the schema; only the owner may."""
    text = literal(json.dumps({**marks(connection), **changes}))
    # COMMENT takes no parameters; the text is ours and quoted. Its type needs bytes or a literal string.
    connection.execute(f"COMMENT ON SCHEMA public IS {text}".encode())

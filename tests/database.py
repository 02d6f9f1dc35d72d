"""The database of a test run: a clone of a template that is rebuilt only when the schema changes.

One PostgreSQL serves every run on this checkout; runs at the same time have a clone each. The tests' own
connection is the application's role, as in production. The owner and the superuser are for what tests prepare.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from daybook.lib.database_url import DatabaseUrl
from daybook.operations.embedded import TEST, Server
from daybook.operations.fingerprint import fingerprint
from daybook.operations.roles import identifier

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = CHECKOUT / "var" / "test"
NAME = f"test_daybook_{os.getpid()}"
TEMPLATES_KEPT = 3
# What migrations put in, which the code relies on.
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")

# A folder for screenshots. Read here, because no setting of outside stays in the environment of a test.
PICTURES = os.environ.get("DAYBOOK_PICTURES", "")

server = Server(FOLDER, TEST)
# Keys are synced to the disk one by one, which a test has no use for.
MEMORY = Path("/dev/shm")
run_folder = Path(
    tempfile.mkdtemp(prefix="daybook-test-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
)
(run_folder / "static").mkdir()
atexit.register(shutil.rmtree, run_folder, ignore_errors=True)


def address(role: str, database: str = NAME) -> DatabaseUrl:
    return server.url(role, database)


def environment(database: str = NAME) -> dict[str, str]:
    """The settings of this run, for this process and every child of it."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DAYBOOK_", "DATABASE_"))
    }
    return {
        **kept,
        "DAYBOOK_ENV": "test",
        "DATABASE_URL": address("daybook_app", database).url(),
        "DATABASE_OWNER_URL": address("daybook_owner", database).url(),
        "DAYBOOK_DATA_DIR": str(run_folder),
        "DJANGO_SETTINGS_MODULE": "daybook.settings",
    }


def connect(role: str, database: str = NAME) -> psycopg.Connection[Any]:
    """A connection of its own in autocommit; use it in a `with`."""
    return psycopg.connect(address(role, database).url(), autocommit=True)


def owner_connection() -> psycopg.Connection[Any]:
    """As the owner of the tables. Row security is forced, so that it sees the rows of no clinic either."""
    return connect("daybook_owner")


def superuser_connection() -> psycopg.Connection[Any]:
    """As the superuser, which sees every row."""
    return connect("postgres")


@contextmanager
def clone() -> Iterator[None]:
    """The database of this run, from start to end."""
    server.acquire()
    try:
        template = _template()
        with connect("postgres", "postgres") as connection:
            _drop_left_behind(connection)
            _execute(connection, f"CREATE DATABASE {NAME} TEMPLATE {template} OWNER daybook_owner")
            _execute(connection, f"REVOKE ALL ON DATABASE {NAME} FROM PUBLIC")
            _execute(connection, f"GRANT CONNECT ON DATABASE {NAME} TO daybook_app")
        try:
            yield
        finally:
            with connect("postgres", "postgres") as connection:
                _execute(connection, f"DROP DATABASE {NAME} WITH (FORCE)")
    finally:
        server.release()


def empty() -> None:
    """Take out what a test committed; the rows that migrations made stay."""
    with superuser_connection() as connection:
        _execute(connection, "SET lock_timeout = '10s'")
        # Triggers that guard the audit trail would refuse.
        _execute(connection, "SET session_replication_role = replica")
        filled = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND pg_relation_size(oid) > 0 AND relname <> ALL(%s)",
            [list(KEPT_TABLES)],
        ).fetchall()
        if filled:
            _execute(connection, "TRUNCATE " + ", ".join(row[0] for row in filled) + " CASCADE")


def _template() -> str:
    """The name of a migrated database that nobody is connected to; made when the schema has changed."""
    name = f"template_{fingerprint()[:16]}"
    with open(FOLDER / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect("postgres", "postgres") as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                _build_template(connection, name)
    return name


def _build_template(connection: psycopg.Connection[Any], name: str) -> None:
    draft = f"draft_{name}"
    _execute(connection, f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
    _execute(connection, f"CREATE DATABASE {draft} OWNER daybook_owner")
    done = subprocess.run(
        [sys.executable, "-m", "daybook", "migrate"],
        cwd=CHECKOUT,
        env=environment(draft),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"The tests' database cannot be migrated:\n{done.stdout[-3000:]}{done.stderr[-6000:]}"
        )
    _execute(connection, f"ALTER DATABASE {draft} RENAME TO {name}")
    olds = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' AND datname <> %s"
        " AND datname NOT IN ('template0', 'template1') ORDER BY oid DESC OFFSET %s",
        [name, TEMPLATES_KEPT - 1],
    ).fetchall()
    for (old,) in olds:
        _execute(connection, f"DROP DATABASE IF EXISTS {identifier(old)}")


def _drop_left_behind(connection: psycopg.Connection[Any]) -> None:
    # A killed run leaves its clone; its name holds the process id.
    for (name,) in connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_daybook\\_%'"
    ):
        pid = int(name.rpartition("_")[2])
        if not _alive(pid) or pid == os.getpid():
            _execute(connection, f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _execute(connection: psycopg.Connection[Any], statement: str) -> None:
    # Names are ours; the driver's type asks for literal text or bytes.
    connection.execute(statement.encode())

"""A Daybook of its own to measure: an embedded PostgreSQL under var/, a seeded database, web server and worker."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psycopg

from daybook.lib.database_url import DatabaseUrl
from daybook.operations.embedded import Server
from daybook.operations.embedded.server import APP, OWNER, SUPERUSER

CHECKOUT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class House:
    """One database of a running PostgreSQL, and the settings that lead a process to it."""

    server: Server
    folder: Path
    database: str

    @property
    def keys(self) -> Path:
        """The key store that goes with the database."""
        return self.folder / "keys" / self.database

    def url(self, role: str = SUPERUSER) -> DatabaseUrl:
        return self.server.url(role, self.database)

    def connect(self, role: str = SUPERUSER, *, autocommit: bool = True) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(role).url(), autocommit=autocommit)

    def number(self, query: str) -> int:
        """What the superuser reads."""
        with self.connect() as connection:
            row = connection.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0

    def environment(self, **more: str) -> dict[str, str]:
        """For a process of the product; nothing of the outside's settings is kept."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DAYBOOK_", "DATABASE_"))
        }
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return {
            **kept,
            "DAYBOOK_ENV": "development",
            "DAYBOOK_DATA_DIR": str(self.folder),
            "DAYBOOK_KEYSTORE_DIR": str(self.keys),
            "DAYBOOK_SECRET_KEY": "bench-" + "0123456789abcdef" * 3,
            "DAYBOOK_MASTER_KEY": base64.urlsafe_b64encode(bytes(range(32))).decode(),
            "DATABASE_URL": self.url(APP).url(),
            "DATABASE_OWNER_URL": self.url(OWNER).url(),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            **more,
        }


@contextmanager
def postgres(folder: Path) -> Iterator[Server]:
    """The embedded PostgreSQL of that folder, as the product runs it, from start to end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder)
    server.acquire()
    try:
        yield server
    finally:
        server.release()


@contextmanager
def process(house: House, *words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m daybook <words>` in a session of its own, ended with the block. Its log is a file in the folder."""
    with open(house.folder / f"{words[0]}.log", "ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "daybook", *words],
            cwd=CHECKOUT,
            env=house.environment(**environment),
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(
    port: int, *waiting_for: subprocess.Popen[bytes], seconds: float = START_SECONDS
) -> float:
    """Until /readyz says 200; gives the seconds it took. Raises TimeoutError, and RuntimeError when a process ended."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        if is_ready(port):
            return time.monotonic() - start
        if any(each.poll() is not None for each in waiting_for):
            raise RuntimeError("a process of the product ended while it was starting")
        time.sleep(0.02)
    raise TimeoutError(f"nothing is ready on port {port} after {seconds} s")


def is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()

"""Databases to measure in: seeded once for each schema and day, and copied for each run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.house import CHECKOUT, House
from daybook.operations.embedded import Server
from daybook.operations.fingerprint import fingerprint
from daybook.operations.roles import identifier

RUN = "bench_run"


def seeded(server: Server, folder: Path, *, big: bool = False) -> tuple[House, dict[str, Any]]:
    """The seeded database that fits the code; made when there is none. Beside it what `bench.seed` told."""
    # A big one is kept: it takes minutes, and its appointments need not be around today.
    day = "" if big else f"_{datetime.now(UTC):%m%d}"
    house = House(server, folder, f"bench_{fingerprint()[:12]}{day}")
    told = folder / f"{house.database}.json"
    if not told.exists():
        _drop_all(server, folder)
        _create(house)
        _run(house, "-m", "daybook", "migrate")
        words = ["-m", "bench.seed", *(["--big"] if big else [])]
        told.write_text(_run(house, *words, BENCH_SUPERUSER_URL=house.url().url()))
    return house, json.loads(told.read_text())


@contextmanager
def copied(house: House) -> Iterator[House]:
    """A copy of the seeded database for one run."""
    run = replace(house, database=RUN)
    house.server.sql(f"DROP DATABASE IF EXISTS {RUN} WITH (FORCE)")
    _create(run, template=house.database)
    try:
        yield run
    finally:
        house.server.sql(f"DROP DATABASE IF EXISTS {RUN} WITH (FORCE)")


def _create(house: House, template: str = "template0") -> None:
    house.server.sql(
        f"CREATE DATABASE {house.database} TEMPLATE {template} OWNER daybook_owner;"
        f"REVOKE ALL ON DATABASE {house.database} FROM PUBLIC;"
        f"GRANT CONNECT ON DATABASE {house.database} TO daybook_app;"
    )


def _drop_all(server: Server, folder: Path) -> None:
    names = server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'").split()
    for name in names:
        server.sql(f"DROP DATABASE {identifier(name)} WITH (FORCE)")
    for old in folder.glob("bench_*.json"):
        old.unlink()


def _run(house: House, *words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=CHECKOUT,
        env=house.environment(**environment),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout

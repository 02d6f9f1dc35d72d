"""Databases to measure in: seeded once for each schema, seed and day, and copied for each run."""

from __future__ import annotations

import hashlib
import json
import shutil
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
SEEDERS = ("book", "copying", "people", "seed", "shape", "stories")
Seeded = tuple[House, dict[str, Any]]


def seeded(server: Server, folder: Path) -> Seeded:
    """The seeded database that fits the code and the day; made when there is none. Beside it what `bench.seed` told."""
    return _seeded(server, folder, f"{_prefix()}{datetime.now(UTC):%m%d}")


def seeded_pair(server: Server, folder: Path, neighbours: int) -> tuple[Seeded, Seeded]:
    """The same clinic alone and among `neighbours`, as of one moment. They are kept: the second takes long."""
    kept = folder / f"{_prefix()}at.txt"
    if not kept.exists():
        kept.write_text(datetime.now(UTC).isoformat())
    words = ["--at", kept.read_text()]
    alone = _seeded(server, folder, f"{_prefix()}alone", *words)
    return alone, _seeded(
        server, folder, f"{_prefix()}{neighbours}n", "--neighbours", str(neighbours), *words
    )


def _prefix() -> str:
    """Of the schema, and of what fills it."""
    filling = b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in SEEDERS)
    return f"bench_{fingerprint()[:8]}{hashlib.sha256(filling).hexdigest()[:6]}_"


def _seeded(server: Server, folder: Path, name: str, *words: str) -> Seeded:
    house, told = House(server, folder, name), folder / f"{name}.json"
    if not told.exists():
        _drop_old(server, folder, name)
        _create(house)
        _run(house, "-m", "daybook", "migrate")
        told.write_text(_run(house, "-m", "bench.seed", *words, BENCH_SUPERUSER_URL=house.url().url()))
    return house, json.loads(told.read_text())


@contextmanager
def copied(house: House, name: str = RUN) -> Iterator[House]:
    """A copy of the seeded database for one run."""
    run = replace(house, database=name)
    _drop(house.server, name)
    _create(run, template=house.database)
    shutil.rmtree(run.keys, ignore_errors=True)
    shutil.copytree(house.keys, run.keys)
    try:
        yield run
    finally:
        _drop(house.server, name)
        shutil.rmtree(run.keys)


def _create(house: House, template: str = "template0") -> None:
    house.server.sql(
        f"CREATE DATABASE {house.database} TEMPLATE {template} STRATEGY FILE_COPY OWNER daybook_owner;"
        f"REVOKE ALL ON DATABASE {house.database} FROM PUBLIC;"
        f"GRANT CONNECT ON DATABASE {house.database} TO daybook_app;"
    )


def _drop_old(server: Server, folder: Path, name: str) -> None:
    """Those of another schema, those of another day, and what is left of one of that name."""
    for old in server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'").split():
        kept = old.startswith(_prefix()) and not old.removeprefix(_prefix()).isdigit()
        if old == name or not kept:
            _drop(server, old)
            (folder / f"{old}.json").unlink(missing_ok=True)
            shutil.rmtree(House(server, folder, old).keys, ignore_errors=True)


def _drop(server: Server, name: str) -> None:
    server.sql(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")


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

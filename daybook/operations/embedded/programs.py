"""Runs PostgreSQL's own programs, as the right user and with nothing of our environment."""

from __future__ import annotations

import subprocess
from pathlib import Path

from daybook.operations.embedded.place import Place

# Seconds; recovery after a crash replays at most max_wal_size.
TIMEOUT = 90


def run(
    place: Place,
    program: str,
    *arguments: str | Path,
    text: str | None = None,
    environ: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run one program and wait for it; its output is captured and its exit code is the caller's to judge."""
    account = place.account
    return subprocess.run(
        [str(place.programs / "bin" / program), *(str(argument) for argument in arguments)],
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
        cwd="/",
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **(environ or {})},
    )


def sql(place: Place, password: str, script: str, database: str = "postgres") -> str:
    """Run a psql script as the superuser; gives the rows as text. Raises CalledProcessError at an error."""
    # The password stays out of the list of arguments, which every user of the machine can read.
    done = run(
        place,
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "--set=ON_ERROR_STOP=1",
        text=script,
        environ={
            "PGHOST": str(place.socket),
            "PGUSER": "postgres",
            "PGDATABASE": database,
            "PGPASSWORD": password,
            "PGCONNECT_TIMEOUT": "10",
        },
    )
    done.check_returncode()
    return done.stdout.strip()

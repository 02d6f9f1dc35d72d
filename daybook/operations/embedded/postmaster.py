"""Whether our PostgreSQL runs, told from its pid file without believing the file.

A pid file outlives a crash, and after a restart of the machine its number may belong to any other process.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# Greater than any process id that a kernel gives: surely not alive.
NOBODY = 2**31 - 2
READY_LINE = 7


def pid_of(data: Path) -> int | None:
    """The process id of the server that has this data folder, or None when none is alive."""
    lines = _lines(data)
    pid = int(lines[0]) if lines and lines[0].strip().lstrip("-").isdigit() else 0
    return pid if pid > 0 and serves(pid, data) else None


def is_ready(data: Path) -> bool:
    """The server has said in its pid file that it takes connections."""
    lines = _lines(data)
    return len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"


def serves(pid: int, data: Path) -> bool:
    """The process is alive (no zombie) and is a PostgreSQL with this data folder."""
    process = Path("/proc") / str(pid)
    if not process.parent.joinpath("self").exists():
        return _serves_by_ps(pid, data)
    try:
        state = process.joinpath("stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        words = process.joinpath("cmdline").read_bytes().split(b"\0")
    except (OSError, IndexError):
        return False
    return state not in "ZX" and os.path.basename(words[0]) == b"postgres" and os.fsencode(data) in words


def forget_stranger(data: Path) -> None:
    """Make a pid file whose process is not ours harmless, so that PostgreSQL can start.

    PostgreSQL refuses to start while the number is alive, whoever has it. The number is replaced, and the
    rest of the file stays: by it PostgreSQL finds out whether old processes still use the shared memory.
    """
    lines = _lines(data)
    if not lines:
        return
    with open(os.open(data / "postmaster.pid", os.O_WRONLY | os.O_NOFOLLOW), "w", encoding="utf-8") as file:
        file.write("\n".join([str(NOBODY), *lines[1:]]) + "\n")


def _lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []


def _serves_by_ps(pid: int, data: Path) -> bool:
    done = subprocess.run(
        ["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in done.stdout and str(data) in done.stdout and not done.stdout.lstrip().startswith("Z")

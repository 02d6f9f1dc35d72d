"""Runs Daybook's commands as a person would: another process, and only the settings that are given."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def settings(environ: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without its settings of Daybook, and with these."""
    rest = {
        name: value for name, value in os.environ.items() if not name.startswith(("DAYBOOK_", "DATABASE_"))
    }
    return {**rest, **environ, "PYTHONPATH": str(CHECKOUT)}


def daybook(*words: str, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "daybook", *words]
    return subprocess.run(
        command, env=settings(environ), capture_output=True, text=True, check=False, timeout=120
    )

"""What the running product takes of the machine: memory as PSS, which counts a page that several processes share once
in all, and time on a processor, which says more than a clock where others are at work too."""

from __future__ import annotations

import os
from pathlib import Path

MEBI = 2**20


def tree(pid: int) -> list[int]:
    """The process and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = entry.joinpath("stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def pss(pid: int) -> int:
    """Bytes of a process and everything below it."""
    return sum(_pss(one) for one in tree(pid))


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def processor_seconds(pid: int) -> float:
    """Of a process and everything below it, until now."""
    return sum(_ticks(one) for one in tree(pid)) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(stat[11]) + int(stat[12])


def load_average() -> float:
    """Of the last minute; beside the figures, to know how alone the machine was."""
    return os.getloadavg()[0]

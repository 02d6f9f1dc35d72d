"""The table, for the terminal and for RESULTS.md."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from statistics import median, quantiles


def milliseconds(times: array[float]) -> tuple[float, float]:
    """p50 and p95."""
    if len(times) < 2:
        return (times[0] * 1000, times[0] * 1000) if times else (0.0, 0.0)
    return median(times) * 1000, quantiles(times, n=20)[18] * 1000


def verdict(value: float, bar: float, *, most: bool = False) -> str:
    """`most`: the bar is the greatest value that is allowed."""
    if not bar:
        return ""
    return "pass" if (value <= bar if most else value >= bar) else "FAIL"


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Markdown, aligned so that it can be read as it is."""
    texts = [[str(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(len(row[place]) for row in texts) for place in range(len(heads))]
    lines = ["| " + " | ".join(t.ljust(w) for t, w in zip(row, widths, strict=True)) + " |" for row in texts]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)

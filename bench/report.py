"""The tables, for the terminal and for RESULTS.md: shares first, which mean the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.queries import BUDGET
from bench.reminders import Reminders
from bench.rounds import Results, share
from bench.shape import CLIENTS, MEMORY_MIB
from bench.wire import Scenario


@dataclass(frozen=True)
class Found:
    """Everything one run has found. `bare`: what `bench.sql` told. `sizes`: MiB of each part of the product."""

    scenarios: Sequence[Scenario]
    results: Results
    bare: Mapping[str, Mapping[str, Any]]
    sizes: Mapping[str, float]
    deadlocks: int
    load_before: float
    reminders: Reminders | None = None

    def missed(self) -> list[str]:
        """The bars that are not reached, in words."""
        low = [each.name for each in self.scenarios if each.bar and share(self.results, each) < each.bar]
        fat = ["memory"] if sum(self.sizes.values()) > MEMORY_MIB else []
        return low + fat + (["deadlocks"] if self.deadlocks else [])


def document(found: Found) -> str:
    """The whole of RESULTS.md."""
    return (
        "\n\n".join(
            [
                "# What was measured",
                "Made by `make bench`; how, and what the bars are for: docs/why/speed.md. A share is the rate of"
                f" answers at {CLIENTS} clients beside the rate of the view it is compared with, in the same rounds of"
                " the same run.",
                shares(found),
                "## On the machine of this run",
                f"Load average before the run: {found.load_before:.1f}. Milliseconds and answers a second; `web` and"
                " `database` are milliseconds on a processor for one answer.",
                figures(found),
                "## Memory",
                memory(found),
                *reminders(found.reminders),
            ]
        )
        + "\n"
    )


def shares(found: Found) -> str:
    rows = []
    for each in found.scenarios:
        ratio = share(found.results, each) if each.against else 1.0
        queries = found.bare.get(each.name, {}).get("queries", "")
        if each.name in BUDGET and queries != "":
            queries = f"{queries} of {BUDGET[each.name]}"
        rows.append([each.name, f"{ratio:.2f}", each.bar or "", verdict(ratio, each.bar), queries])
    heads = ["", "share", "bar", "", "messages to the database"]
    return table(heads, rows) + f"\n\nDeadlocks: {found.deadlocks} (bar: 0)."


def figures(found: Found) -> str:
    rows = []
    for each in found.scenarios:
        cells: list[object] = [each.name]
        for count in (1, CLIENTS):
            series = found.results[each.name, count]
            cells += [f"{series.p50:.2f}", f"{series.p95:.2f}", round(series.rate)]
        last = found.results[each.name, CLIENTS]
        cells += [f"{last.processor_ms(part):.2f}" for part in ("web", "database")]
        bare = found.bare.get(each.name, {}).get("bare_ms")
        rows.append([*cells, f"{bare:.2f}" if bare else ""])
    one, many = "1 client: p50", f"{CLIENTS} clients: p50"
    return table(["", one, "p95", "rate", many, "p95", "rate", "web", "database", "bare SQL: p50"], rows)


def memory(found: Found) -> str:
    total = sum(found.sizes.values())
    rows: list[list[object]] = [[name, round(size)] for name, size in found.sizes.items()]
    rows.append(["together", f"{total:.0f} (bar: {MEMORY_MIB}, {verdict(-total, -MEMORY_MIB)})"])
    return table(["after the load", "MiB, PSS"], rows)


def reminders(told: Reminders | None) -> list[str]:
    """What became of those that were due at one minute; nothing when there were none."""
    if told is None:
        return []
    share, slower = told.rate / told.bare, told.day_busy / told.day_idle
    rows: list[list[object]] = [
        ["seconds from that minute until the first is sent", f"{told.first:.1f}"],
        ["until the last is sent", f"{told.last:.1f}"],
        ["messages a second", f"{told.rate:.0f}"],
        ["share of one bare SMTP session with the same mails", f"{share:.2f} of {told.bare:.0f} a second"],
        ["the day's page meanwhile, p50", f"{slower:.2f} times of {told.day_idle:.1f} ms"],
        ["taken by the mail server", "each exactly once"],
    ]
    return [f"## {told.count:,} reminders due at one minute", table(["", ""], rows)]


def verdict(value: float, bar: float) -> str:
    """`bar` is the least that is allowed; 0 is none."""
    if not bar:
        return ""
    return "pass" if value >= bar else "FAIL"


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Markdown, aligned so that it can be read as it is."""
    texts = [[str(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(len(row[place]) for row in texts) for place in range(len(heads))]
    lines = ["| " + " | ".join(t.ljust(w) for t, w in zip(row, widths, strict=True)) + " |" for row in texts]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)

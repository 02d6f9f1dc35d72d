"""`python -m bench [--quick] [--only WORD]`: seeds if need be, starts the product, measures in interleaved rounds."""

from __future__ import annotations

import argparse
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from bench import house, memory, template
from bench.load import Clients, clients
from bench.report import milliseconds, table, verdict
from bench.scenarios import Scenario, Script
from bench.shape import CLIENTS

FOLDER = house.CHECKOUT / "var" / "bench"


@dataclass
class Series:
    """What was measured of one scenario at one number of clients, round by round."""

    times: array[float] = field(default_factory=lambda: array("d"))
    rates: list[float] = field(default_factory=list)
    processor: dict[str, float] = field(default_factory=lambda: defaultdict(float))


Results = dict[tuple[str, int], Series]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument(
        "--only", default="", help="scenarios whose name holds this word; the trivial ones always run"
    )
    options = parser.parse_args()
    with clients(CLIENTS) as crowd, house.postgres(FOLDER) as server:
        seeded, told = template.seeded(server, FOLDER)
        with template.copied(seeded) as run:
            port = house.free_port()
            with (
                house.process(run, "web", DAYBOOK_PORT=str(port)) as web,
                house.process(run, "worker") as worker,
            ):
                house.wait_until_ready(port, web, worker)
                chosen = [
                    s for s in Script(told, port).all() if "trivial" in s.name or options.only in s.name
                ]
                parts = {"web": web.pid, "PostgreSQL": server.pid() or 0, "worker": worker.pid}
                results = measure(crowd, port, chosen, parts, options.rounds, options.seconds)
                print(main_table(chosen, results))
                sizes = {name: memory.pss(pid) / memory.MEBI for name, pid in parts.items()}
                print(
                    {name: round(size) for name, size in sizes.items()}, round(sum(sizes.values())), "MiB PSS"
                )
                print("load average", memory.load_average())


def measure(
    crowd: Clients, port: int, chosen: list[Scenario], parts: dict[str, int], rounds: int, seconds: float
) -> Results:
    """Every scenario in every round, at one client and at all: what else the machine does hits all alike."""
    results: Results = defaultdict(Series)
    for scenario in chosen:  # not recorded
        crowd.run(port, [scenario.make(client, 0.3) for client in range(CLIENTS)])
    for _ in range(rounds):
        for scenario in chosen:
            for count in (1, CLIENTS):
                series = results[scenario.name, count]
                works = [scenario.make(client, seconds) for client in range(count)]
                before = {name: memory.processor_seconds(pid) for name, pid in parts.items()}
                measured = crowd.run(port, works)
                for name, pid in parts.items():
                    series.processor[name] += memory.processor_seconds(pid) - before[name]
                series.times.extend(measured.times)
                series.rates.append(measured.rate)
    return results


def share(results: Results, scenario: Scenario, count: int) -> float:
    """The rate as a share of the rate it is compared with: the middle one of the rounds."""
    mine, other = results[scenario.name, count].rates, results[scenario.against, count].rates
    return median(a / b for a, b in zip(mine, other, strict=True))


def main_table(chosen: list[Scenario], results: Results) -> str:
    rows = []
    for scenario in chosen:
        cells: list[object] = [scenario.name]
        ratio = share(results, scenario, CLIENTS) if scenario.against else 1.0
        cells += [f"{ratio:.2f}", scenario.bar or "", verdict(ratio, scenario.bar)]
        for count in (1, CLIENTS):
            series = results[scenario.name, count]
            p50, p95 = milliseconds(series.times)
            cells += [f"{p50:.2f}", f"{p95:.2f}", round(median(series.rates))]
            cells += [
                f"{series.processor[name] / len(series.times) * 1000:.2f}" for name in ("web", "PostgreSQL")
            ]
        rows.append(cells)
    heads = [
        "",
        "share at 8",
        "bar",
        "",
        "p50 at 1",
        "p95",
        "rate",
        "web ms",
        "pg ms",
        "p50 at 8",
        "p95",
        "rate",
        "web ms",
        "pg ms",
    ]
    return table(heads, rows)


if __name__ == "__main__":
    main()

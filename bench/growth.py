"""`make bench-big`: one clinic alone, and the same clinic among a thousand others, asked in turn in one run.

`NEIGHBOURS=n` of them: 999, which are five million appointments, need some 15 GB of disk and a quarter of an hour the
first time; they are kept under var/.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import house, memory, template
from bench.__main__ import BARE, FOLDER, bare
from bench.growth_report import Growth, document
from bench.load import Clients, clients
from bench.rounds import Bench, Results
from bench.scenarios import Script
from bench.shape import CLIENTS, MEASURED, NEIGHBOUR, NEIGHBOURS
from bench.wire import Scenario
from daybook.lib import clock

RESULTS = Path(__file__).with_name("RESULTS-big.md")
BYTES = (
    3_000  # of a neighbour's appointment with all that belongs to it, twice: seeded, and copied for the run
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-big")
    parser.add_argument("--neighbours", type=int, default=NEIGHBOURS)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.5, help="of each scenario in each round")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    _require_disk(options.neighbours)
    load_before = memory.load_average()
    with clients(CLIENTS) as crowd, house.postgres(FOLDER) as server:
        pair = template.seeded_pair(server, FOLDER, options.neighbours)
        found = measured(pair, crowd, options, load_before)
    text = document(found)
    print(text)
    if options.neighbours == NEIGHBOURS:
        RESULTS.write_text(text)
    return 1 if found.missed() else 0


def measured(
    pair: tuple[template.Seeded, template.Seeded],
    crowd: Clients,
    options: argparse.Namespace,
    load_before: float,
) -> Growth:
    with ExitStack() as stack:
        benches, scripts, alone_and_among = [], [], []
        for name, (seeded, told) in zip(("alone", "among"), pair, strict=True):
            run = stack.enter_context(template.copied(seeded, f"bench_run_{name}"))
            port, told = house.free_port(), _still_free(told)
            web = stack.enter_context(house.process(run, "web", DAYBOOK_PORT=str(port)))
            house.wait_until_ready(port, web)
            benches.append(Bench(crowd, port, {"web": web.pid}))
            scripts.append(Script({**told, "free": told["free"][BARE:]}, port).all()[1:])
            alone_and_among.append((run, told, port))
        alone, among = _in_turn(benches, scripts, options)
        appointments = MEASURED.visits + options.neighbours * NEIGHBOUR.visits
        return Growth(
            1 + options.neighbours,
            appointments,
            [each.name for each in scripts[0]],
            (alone, among),
            (bare(*alone_and_among[0]), bare(*alone_and_among[1])),
            load_before,
        )


def _in_turn(
    benches: list[Bench], scripts: list[list[Scenario]], options: argparse.Namespace
) -> tuple[Results, Results]:
    """Each scenario in the one, then in the other; 1 client, so that neither waits for the other's."""
    found = Results(), Results()
    for bench, scenarios in zip(benches, scripts, strict=True):
        bench.warm(scenarios)
    for number in range(options.rounds):
        for one, other in zip(*scripts, strict=True):
            turns = [(benches[0], one, found[0]), (benches[1], other, found[1])]
            for bench, scenario, results in turns[:: 1 if number % 2 else -1]:
                bench.once(scenario, 1, options.seconds, results)
    return found


def _still_free(told: dict[str, Any]) -> dict[str, Any]:
    """The databases may be older than today."""
    first = (clock.now() + timedelta(days=2)).date().isoformat()
    return {**told, "free": [each for each in told["free"] if each[1] >= first]}


def _require_disk(neighbours: int) -> None:
    need, free = neighbours * NEIGHBOUR.visits * BYTES, shutil.disk_usage(FOLDER).free
    if free < need:
        raise SystemExit(f"{need / 1e9:.0f} GB of disk are needed, {free / 1e9:.0f} GB are free")


if __name__ == "__main__":
    sys.exit(main())

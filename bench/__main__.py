"""`make bench`: seeds if need be, starts the product as it is always started, measures it in interleaved rounds.

`--only WORD` (a pattern) measures the scenarios whose name holds it, beside the trivial ones, and writes no RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import house, memory, reminders, template
from bench.load import Clients, clients
from bench.postbox import Postbox
from bench.report import Found, document
from bench.rounds import Bench
from bench.scenarios import Script
from bench.shape import CLIENTS

FOLDER = house.CHECKOUT / "var" / "bench"
RESULTS = Path(__file__).with_name("RESULTS.md")
BARE = 200  # free times for the bare statements alone, which the clients never touch


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.8, help="of each scenario in each round")
    parser.add_argument("--only", default="")
    parser.add_argument("--reminders", type=int, default=1000, help="due at one minute; 0: none")
    options = parser.parse_args()
    load_before = memory.load_average()
    # The clients are forked first, while this process is small.
    with clients(CLIENTS) as crowd, house.postgres(FOLDER) as server:
        seeded, told = template.seeded(server, FOLDER)
        with template.copied(seeded) as run:
            found = measured(run, told, crowd, options, load_before)
    text = document(found)
    print(text)
    if not options.only:
        RESULTS.write_text(text)
    for name in found.missed():
        print(f"misses its bar: {name}")
    return 1 if found.missed() else 0


def measured(
    run: house.House, told: dict[str, Any], crowd: Clients, options: argparse.Namespace, load_before: float
) -> Found:
    port = house.free_port()
    box = Postbox(house.free_port(), run.folder / "mails.taken")
    box.file.unlink(missing_ok=True)
    with (
        house.process(run, "web", DAYBOOK_PORT=str(port)) as web,
        house.process(run, "worker", DAYBOOK_SMTP_URL=box.url) as worker,
    ):
        house.wait_until_ready(port, web, worker)
        script = Script({**told, "free": told["free"][BARE:]}, port)
        scenarios = [
            each for each in script.all() if "trivial" in each.name or re.search(options.only, each.name)
        ]
        parts = {"web": web.pid, "worker": worker.pid, "database": run.server.pid() or 0}
        bench = Bench(crowd, port, parts)
        before = written(run)
        bench.warm(scenarios)
        results = bench.measure(scenarios, options.rounds, options.seconds)
        answered = (script.booked, script.consulting.issued)
        if tuple(now - then for now, then in zip(written(run), before, strict=True)) != answered:
            raise SystemExit(f"{answered} bookings and invoices were answered, and there are not as many")
        sizes = {name: memory.pss(pid) / memory.MEBI for name, pid in parts.items()}
        found = bare(run, told, port, [each.name for each in scenarios])
        told_of = None
        if options.reminders:
            told_of = reminders.measured(run, box, options.reminders, crowd, port, script.day_page(1.0))
        return Found(scenarios, results, found, sizes, deadlocks(run), load_before, told_of)


def bare(
    run: house.House, told: dict[str, Any], port: int, names: list[str] | None = None
) -> dict[str, dict[str, Any]]:
    """The statements of the scenarios of those names; of all when there are none."""
    untouched = {**told, "free": told["free"][:BARE], "open": told["open"][CLIENTS:], "names": names}
    done = subprocess.run(
        [sys.executable, "-m", "bench.sql"],
        cwd=house.CHECKOUT,
        env=run.environment(BENCH_PORT=str(port)),
        input=json.dumps(untouched),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def written(run: house.House) -> tuple[int, int]:
    """Appointments and invoices that there are."""
    return (
        run.number("SELECT count(*) FROM booking_appointment"),
        run.number("SELECT count(*) FROM billing_invoice"),
    )


def deadlocks(run: house.House) -> int:
    """As the database counts them."""
    return run.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


if __name__ == "__main__":
    sys.exit(main())

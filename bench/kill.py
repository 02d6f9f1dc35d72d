"""`make bench-kill`: kill -9 of web, worker, database and mail server at random moments while four desks work and
messages leave.

tests/storms/ runs the same with fewer kills.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from random import Random, SystemRandom
from statistics import median

from bench.storm import letters
from bench.storm.aftermath import wrong
from bench.storm.desk import PATIENCE, Desk, Told
from bench.storm.minutes import Minutes, all_due
from bench.storm.product import VICTIMS, Product, product, until

INVITATIONS = 36  # a clinic may send forty in an hour
HOT = 40
REMINDERS = 15  # for each kill, all due from the beginning
LEFT = """
SELECT count(*) FROM messaging_message WHERE state = 'sending' OR (state = 'queued' AND due_at <= now())
"""
MAILED = "SELECT count(*) FROM messaging_accountmail WHERE state = 'sent' AND \"to\" = 'last@example.org'"


@dataclass
class Storm:
    """What has happened. `wrong`: what was found afterwards that is not as it was told, in words."""

    seed: int
    killed: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    open: int = 0
    rows: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    recovery: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def told(self) -> str:
        lines = [
            f"seed {self.seed}: {self.killed.total()} kills",
            f"{self.rows} appointments; steps that stayed open and were found done or not done: {self.open}",
            f"answers: {_counts(self.answers)}",
            f"messages to patients: {_counts(self.messages)}",
            *(
                f"{victim}: killed {len(seconds)} times; seconds until every desk was answered again: median"
                f" {median(seconds):.1f}, longest {max(seconds):.1f}"
                for victim, seconds in sorted(self.recovery.items())
            ),
            *(self.wrong or ["nothing acknowledged is lost, nothing is half done"]),
        ]
        return "\n".join(lines)


def storm(kills: int, seed: int) -> Storm:
    """Raises TimeoutError when the product does not recover by itself."""
    dice, found = Random(seed), Storm(seed)
    with product() as running:
        words = (str(40 + 7 * kills), "--reminders", str(REMINDERS * kills))
        house = json.loads(running.run("-m", "bench.storm.furnish", *words))
        all_due(running.house, reminders=True)
        minutes = Minutes(running.house)
        minutes.start()
        heard: SimpleQueue[int] = SimpleQueue()
        desks = _desks(running, house, heard, dice)
        for desk in desks:
            desk.start()
        for number, victim in enumerate(_victims(kills, dice)):
            _work_on(desks, heard, dice.randrange(12))
            time.sleep(dice.random() / 50)  # somewhere within a request
            since = time.monotonic()
            running.kill(victim, dice)
            found.killed[victim] += 1
            _everyone_is_answered(desks, heard)
            found.recovery[victim].append(time.monotonic() - since)
            if number < INVITATIONS:
                desks[0].invites.put(f"colleague-{number}@example.org")
        _end(running, desks, found)
        minutes.stopping.set()
        minutes.join()
        _compare(running, desks, found)
    return found


def _desks(
    running: Product, house: dict[str, list[list[str]]], heard: SimpleQueue[int], dice: Random
) -> list[Desk]:
    hot, free, count = house["free"][:HOT], house["free"][HOT:], len(house["sessions"])
    return [
        Desk(number, running.port, house, free[number::count], hot, heard, Random(dice.random()))
        for number in range(count)
    ]


def _victims(kills: int, dice: Random) -> list[str]:
    """Each kind equally often, in any order."""
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    dice.shuffle(victims)
    return victims


def _work_on(desks: list[Desk], heard: SimpleQueue[int], answers: int) -> None:
    for _ in range(answers):
        _next(desks, heard)


def _everyone_is_answered(desks: list[Desk], heard: SimpleQueue[int]) -> None:
    while not heard.empty():
        heard.get()
    # The answer after the next: one may have been on its way when the kill came.
    waiting = Counter({desk.number: 2 for desk in desks})
    while +waiting:
        waiting[_next(desks, heard)] -= 1


def _next(desks: list[Desk], heard: SimpleQueue[int]) -> int:
    try:
        number = heard.get(timeout=PATIENCE)
    except Empty:
        raise TimeoutError(f"nobody was answered for {PATIENCE} s") from None
    if desks[number].error:
        raise RuntimeError(desks[number].error)
    return number


def _end(running: Product, desks: list[Desk], found: Storm) -> None:
    desks[0].invites.put("last@example.org")
    for desk in desks:
        desk.stopping.set()
    for desk in desks:
        desk.join(PATIENCE)
        if desk.error or desk.is_alive():
            raise RuntimeError(desk.error or "a desk does not come to an end")
    # The last worker works: what can leave leaves.
    until(lambda: running.house.number(MAILED), "the last mail was not sent")
    all_due(running.house)
    until(lambda: not running.house.number(LEFT), "messages are left that were not sent")


def _compare(running: Product, desks: list[Desk], found: Storm) -> None:
    told: list[Told] = [desk.told for desk in desks]
    found.answers = sum((each.answers for each in told), Counter())
    found.rows = sum(len(each.rows) for each in told)
    found.open = sum(len(states) > 1 for each in told for states in each.rows.values())
    found.messages = letters.told(running.house)
    found.wrong = wrong(running.house, told)
    found.wrong += letters.wrong_letters(running.house, running.box.taken(), found.killed)
    if lost := int(running.run("-m", "bench.storm.furnish", "--check")):
        found.wrong.append(f"notes whose key is lost: {lost}")
    if code := running.end():
        found.wrong.append(f"the end was exit code {code}")


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-kill")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    found = storm(options.kills, options.seed)
    print(found.told())
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Measuring: every scenario in every round, so that what else the machine does hits all of them alike."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench import memory
from bench.load import Clients, Measured
from bench.shape import CLIENTS
from bench.wire import Scenario

WARM_SECONDS = 0.5


@dataclass
class Series:
    """What was measured of one scenario at one number of clients: seconds of each answer, answers a second of each
    round, seconds on a processor of each part of the product."""

    times: array[float] = field(default_factory=lambda: array("d"))
    rates: list[float] = field(default_factory=list)
    processor: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def p50(self) -> float:
        """Milliseconds."""
        return median(self.times) * 1000

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return quantiles(self.times, n=20)[18] * 1000 if len(self.times) > 1 else self.p50

    @property
    def rate(self) -> float:
        """Answers a second, in the middle one of the rounds."""
        return median(self.rates)

    def processor_ms(self, part: str) -> float:
        """Milliseconds on a processor for one answer."""
        return self.processor[part] / len(self.times) * 1000


class Results(defaultdict[tuple[str, int], Series]):
    """By the scenario's name and the number of clients."""

    def __init__(self) -> None:
        super().__init__(Series)


@dataclass(frozen=True)
class Bench:
    """The product that is measured: where it listens, and the processes to watch."""

    crowd: Clients
    port: int
    parts: dict[str, int]

    def warm(self, scenarios: list[Scenario]) -> None:
        """Every connection has seen every statement; nothing is recorded."""
        for scenario in scenarios:
            self._run(scenario, CLIENTS, WARM_SECONDS)

    def measure(self, scenarios: list[Scenario], rounds: int, seconds: float) -> Results:
        results = Results()
        for _ in range(rounds):
            for scenario in scenarios:
                for count in (1, CLIENTS):
                    self.once(scenario, count, seconds, results)
        return results

    def once(self, scenario: Scenario, count: int, seconds: float, results: Results) -> None:
        """Adds what it measures to the results."""
        series = results[scenario.name, count]
        before = {name: memory.processor_seconds(pid) for name, pid in self.parts.items()}
        measured = self._run(scenario, count, seconds)
        for name, pid in self.parts.items():
            series.processor[name] += memory.processor_seconds(pid) - before[name]
        series.times.extend(measured.times)
        series.rates.append(measured.rate)

    def _run(self, scenario: Scenario, count: int, seconds: float) -> Measured:
        works = [scenario.make(client, seconds) for client in range(count)]
        measured = self.crowd.run(self.port, works)
        for client, answers in enumerate(measured.answers):
            scenario.answered(client, answers)
        return measured


def share(results: Results, scenario: Scenario, count: int = CLIENTS) -> float:
    """The rate as a share of the rate it is compared with, in the middle one of the rounds."""
    mine, other = results[scenario.name, count].rates, results[scenario.against, count].rates
    return median(a / b for a, b in zip(mine, other, strict=True))

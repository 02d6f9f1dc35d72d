"""The tables of `make bench-big`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.report import table, verdict
from bench.rounds import Results

PAGES, P50 = 1.2, 1.5
"""The bars: how many times as many pages, and milliseconds of the middle answer, among the others."""

GROWING = ("appointment", "patient", "entry", "searchterm")
Bare = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Growth:
    """What one run has found of the clinic alone and among `clinics`. `bare`: what `bench.sql` told."""

    clinics: int
    appointments: int
    names: Sequence[str]
    results: tuple[Results, Results]
    bare: tuple[Bare, Bare]
    load_before: float

    def times(self, name: str) -> float:
        alone, among = (results[name, 1].p50 for results in self.results)
        return among / alone

    def pages(self, name: str) -> float:
        alone, among = (bare[name]["pages"] for bare in self.bare)
        return float(among / alone)

    def other_plans(self, name: str) -> list[tuple[str, str]]:
        """Of statements about what grows: of a table with a row for each room, a clinic alone has one page, which is
        best read whole."""
        alone, among = (bare[name]["plans"] for bare in self.bare)
        return [
            (" ".join(one), " ".join(other))
            for one, other in zip(alone, among, strict=True)
            if one != other and any(table in step for step in one for table in GROWING)
        ]

    def missed(self) -> list[str]:
        return [
            name
            for name in self.names
            if self.times(name) > P50 or self.pages(name) > PAGES or self.other_plans(name)
        ]


def document(found: Growth) -> str:
    """The whole of RESULTS-big.md."""
    return (
        "\n\n".join(
            [
                "# One clinic, alone and among others",
                f"Made by `make bench-big`: a clinic of 50,000 appointments alone, and the same clinic among"
                f" {found.clinics:,} clinics with {found.appointments:,} appointments in all; asked in turn by one"
                " client in one run. How, and what the bars are for: docs/why/speed.md.",
                _table(found),
                f"`pages`: pages of the database that one answer touches, in memory or not. Bars: the same plans, pages"
                f" within {PAGES} times, p50 within {P50} times. Load average before the run: {found.load_before:.1f}.",
                *_plans(found),
            ]
        )
        + "\n"
    )


def _table(found: Growth) -> str:
    rows: list[list[object]] = []
    for name in found.names:
        p50 = [f"{results[name, 1].p50:.2f}" for results in found.results]
        pages = [f"{bare[name]['pages']:.0f}" for bare in found.bare]
        times, more = found.times(name), found.pages(name)
        other = len(found.other_plans(name))
        rows.append(
            [
                *(name, *p50, f"{times:.2f} {verdict(-times, -P50)}"),
                *(*pages, f"{more:.2f} {verdict(-more, -PAGES)}"),
                "other" if other else "the same",
            ]
        )
    heads = ["", "p50 alone, ms", "among", "times", "pages alone", "among", "times", "plans"]
    return table(heads, rows)


def _plans(found: Growth) -> list[str]:
    others: dict[tuple[str, str], list[str]] = {}
    for name in found.names:
        for pair in found.other_plans(name):
            others.setdefault(pair, []).append(name)
    return [
        f"Another plan for {', '.join(dict.fromkeys(names))}: `{one}` alone, `{other}` among the others."
        for (one, other), names in others.items()
    ]

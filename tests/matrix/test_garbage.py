"""Whatever a form or an address is sent, it is answered: never a 500, and a refusal leaves everything as it was.

The view's own exception would come out of the client and fail the test. `THOROUGH=1 pytest tests/matrix` tries every
wrong value in every field, which takes minutes; otherwise each form and each field gets some of them in turn.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from daybook.accounts.permissions import Role
from tests.matrix.asking import HTMX, World, ask, unchanged, url_of
from tests.matrix.rows import PUBLIC, STAFF, Public, Row, resolved

THOROUGH = bool(os.environ.get("THOROUGH"))
LONG = "x" * 5_000
HEAVY = ("profile", "branch", "branch-new")  # every time zone is on them
# What no field should take. The first are sent to every form, of the others each form gets some in turn.
ALWAYS: list[Any] = ["", "a\0b", LONG, "\ud800"]
IN_TURN: list[Any] = [
    "   ",
    "--1",
    "9" * 400,
    str(2**63),
    "NaN",
    "1e999",
    "²",
    "2026-02-30",
    "9999-12-31T23:59",
    "25:61",
    "not-a-uuid",
    ["1", "2"],
    ["", "\0", LONG],
]
# What looks right to a field and may go wrong behind it, by the kind of what stands there otherwise.
UUID, DAY, NUMBER, CLOCK, WORDS = (
    r"[0-9a-f]{8}-[0-9a-f-]{27}",
    r"\d{4}-\d{2}-\d{2}(T.*)?",
    r"\d+",
    r"\d+:\d\d",
    r".*",
)
TREACHEROUS: dict[str, list[Any]] = {
    UUID: ["00000000-0000-0000-0000-000000000000", "{01a20079-da2f-7494-ab98-cd9dcf467547}"],
    DAY: ["0001-01-01", "9999-12-31", "2026-03-29T02:30", "2026-03-02T10:00:00+14:00"],
    NUMBER: ["-1", "0", str(2**31), "١٢٣", "0.5"],
    CLOCK: ["24:00", "00:00", "2:5"],
    WORDS: [
        "\u202eevil",
        "a" + "\u0301" * 60,
        "<script>alert(1)</script>'\"--;{{7*7}}%s%(x)s",
        "x\r\nSet-Cookie: a=b",
    ],
}

ROWS = [pytest.param(row, id=f"{number}-{row.name}") for number, row in enumerate(STAFF)]
FORMS = [
    pytest.param(row, id=f"{number}-{row.name}") for number, row in enumerate(STAFF) if row.post is not None
]
QUERIES = [
    pytest.param(row, id=f"{number}-{row.name}")
    for number, row in enumerate(STAFF)
    if row.get is not None and (row.query or THOROUGH)
]


def somebody(world: World, row: Row) -> Any:
    return world.ours.members[min(row.roles, key=list(Role).index)]


def turn(values: list[Any], number: int, count: int) -> list[Any]:
    """Some of the values: the next form or field gets the next ones."""
    if THOROUGH:
        return values
    return [values[(number + each) % len(values)] for each in range(min(count, len(values)))]


def treacherous(value: Any, number: int) -> list[Any]:
    if THOROUGH:
        return [*ALWAYS, *IN_TURN, *(each for values in TREACHEROUS.values() for each in values)]
    kind = next(kind for kind in TREACHEROUS if re.fullmatch(kind, str(value), re.DOTALL))
    return turn(TREACHEROUS[kind], number, 3 if kind == DAY else 1)


def spoilt(good: dict[str, Any], turns: int = 0) -> Iterator[dict[str, Any]]:
    """The form wholly wrong; with one value wrong; without one field; without any; with strange ones."""
    for wrong in [*ALWAYS, *turn(IN_TURN, 3 * turns, 3)]:
        yield dict.fromkeys(good, wrong)
    for number, (name, value) in enumerate(good.items()):
        if THOROUGH or (turns + number) % 2:
            yield {key: kept for key, kept in good.items() if key != name}
        for wrong in treacherous(value, turns + number):
            yield {**good, name: wrong}
    yield from ({}, {"x" * 300: "1"}, {"id": ["1"] * 50})


def some(bodies: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Not all of them, where each takes its time."""
    return bodies if THOROUGH else list(bodies)[::3]


@pytest.mark.parametrize("row", FORMS)
def test_wrong_values_in_a_form(world: World, row: Row) -> None:
    who, url = somebody(world, row), url_of(row, world.ours)
    bodies = spoilt(resolved(row.body, world.ours), STAFF.index(row))
    for number, body in enumerate(some(bodies) if row.name in HEAVY else bodies):
        answer = ask(world, who, "POST", url, body, headers=HTMX if number % 2 else {})
        assert answer.status_code in (200, 204, 302, 409, 422), body


@pytest.mark.parametrize("row", QUERIES)
def test_wrong_values_in_a_query(world: World, row: Row) -> None:
    who, good = somebody(world, row), resolved(row.query, world.ours)
    for number, query in enumerate(spoilt(good or {"page": "1"}, STAFF.index(row))):
        url = url_of(row, world.ours, query=query)
        answer = ask(world, who, "GET", url, headers=HTMX if number % 2 else {})
        # 400: what was asked would make an address too long to lead to.
        assert answer.status_code in (200, 302, 400, 404, 422), query


@pytest.mark.parametrize("row", FORMS)
def test_a_refused_form_leaves_everything_as_it_was(world: World, row: Row) -> None:
    who, url = somebody(world, row), url_of(row, world.ours)
    good, look = resolved(row.body, world.ours), unchanged(world.ours, world.theirs)

    def kept(response: Any) -> None:
        if response.status_code >= 400:
            look(response)

    for wrong in ("", "a\0b", "no-such-thing"):
        ask(world, who, "POST", url, dict.fromkeys(good, wrong), kept=kept)


@pytest.mark.parametrize("row", ROWS)
def test_wrong_values_in_the_path(world: World, row: Row) -> None:
    who, whole = somebody(world, row), url_of(row, world.ours)
    parts = [part for part in whole.split("/") if part not in ("", "c")]
    for wrong in ("%00", "..", "x" * 3_000, "%ff", "%F0%9F%98%80") if THOROUGH else ("%00", "%ff"):
        for part in parts:
            answer = ask(world, who, "GET", whole.replace(f"/{part}/", f"/{wrong}/", 1))
            assert answer.status_code in (200, 301, 302, 403, 404, 405), (part, wrong)


@pytest.mark.parametrize("row", PUBLIC, ids=lambda row: row.name)
def test_wrong_values_in_a_public_form(world: World, row: Public) -> None:
    ours = world.ours
    url, good = reverse(row.name, kwargs=resolved(row.path, ours)), resolved(row.body, ours)
    for number, body in enumerate(some(spoilt(good or {"next": "/"}))):
        who = ours.owner if number % 2 else None
        answer = ask(world, who, "POST", url, body)
        assert answer.status_code in (200, 302, 404, 405, 409, 410, 422, 429), body

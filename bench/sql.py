"""`python -m bench.sql`: the statements of a request, bare: through psycopg, in one process, without the product.

The statements are those that the product sent, caught on their way; what they cost without it is a floor. Besides, for
the growth row: how many of the database's pages a request touches, and the plans by which its rows are found.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402 - Django comes first
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bench.queries import counted  # noqa: E402
from bench.scenarios import Script  # noqa: E402
from daybook.tenancy.queries import clinic_id_by_slug  # noqa: E402

REQUESTS, WARM = 60, 10
Statement = tuple[str, Any]
_TOUCHED = """
SELECT sum(coalesce(reads, 0) + coalesce(hits, 0)) FROM pg_stat_get_backend_io(pg_backend_pid())
WHERE object = 'relation'
"""


def main() -> None:
    told = json.load(sys.stdin)
    clinic_id = clinic_id_by_slug(told["slug"]) or 0
    found = {}
    names = told["names"]
    for scenario in Script(told, int(os.environ["BENCH_PORT"])).all():
        if names is not None and scenario.name not in names:
            continue
        work = scenario.make(0, 1.0)
        requests = (list(work.requests) * REQUESTS)[:REQUESTS]
        _ask(requests[0])  # finds caches empty
        with counted() as count:
            _ask(requests[1])
        found[scenario.name] = {**_bare(clinic_id, requests[2:]), "queries": len(count)}
    print(json.dumps(found))


def _bare(clinic_id: int, requests: list[bytes]) -> dict[str, Any]:
    """`bare_ms` and `pages` (touched, in memory or not) of the middle request, `plans` of the first.

    Left out are those that took more statements than others: what comes seldom, and the poll after the end of a minute,
    which is told the day anew.
    """
    samples: list[tuple[int, float, int]] = []
    with _connection() as raw:
        plans: list[list[str]] | None = None
        for number, request in enumerate(requests):
            statements = _caught(request)
            if not statements:
                return {"bare_ms": 0.0, "pages": 0, "plans": []}
            plans = plans or [_plan(raw, clinic_id, *each) for each in statements]
            before, start = _pages(raw), time.perf_counter()
            _replay(raw, clinic_id, statements)
            if number >= WARM:
                samples.append((len(statements), time.perf_counter() - start, _pages(raw) - before))
    fewest = min(count for count, _, _ in samples)
    times, pages = zip(*((took, touched) for count, took, touched in samples if count == fewest), strict=True)
    return {"bare_ms": median(times) * 1000, "pages": median(pages), "plans": plans}


def _pages(raw: psycopg.Connection[Any]) -> int:
    """That this connection has touched until now."""
    raw.execute("SELECT pg_stat_force_next_flush()")
    row = raw.execute(_TOUCHED).fetchone()
    return int(row[0]) if row else 0


def _plan(raw: psycopg.Connection[Any], clinic_id: int, sql: str, params: Any) -> list[str]:
    """Each step in short: how rows are found, in which table or by which index of it."""
    text = psycopg.ClientCursor(raw).mogrify(sql.encode(), params)
    with raw.transaction(force_rollback=True):
        raw.execute(f"SET LOCAL app.clinic_id = '{clinic_id}'".encode())
        row = raw.execute(f"EXPLAIN (COSTS OFF, FORMAT JSON) {text}".encode()).fetchone()
    return list(_nodes(row[0][0]["Plan"])) if row else []


def _nodes(plan: dict[str, Any]) -> Iterator[str]:
    where = plan.get("Index Name") or plan.get("Relation Name")
    yield f"{plan['Node Type']}({where})" if where else plan["Node Type"]
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _caught(request: bytes) -> list[Statement]:
    """What the request sends between BEGIN and COMMIT. All of it is taken back, so that it can be sent again."""
    found: list[Statement] = []

    def catch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(catch):
        _ask(request)
        transaction.set_rollback(True)
    return found


def _replay(raw: psycopg.Connection[Any], clinic_id: int, statements: list[Statement]) -> None:
    raw.execute(f"BEGIN; SET LOCAL app.clinic_id = '{clinic_id}'".encode(), prepare=False)
    for sql, params in statements:
        cursor = raw.execute(sql.encode(), params)
        if cursor.description:
            cursor.fetchall()
    raw.execute("COMMIT", prepare=False)


@contextmanager
def _connection() -> Iterator[psycopg.Connection[Any]]:
    """As the product's own connections: its role, its way to send values, statements planned once."""
    params = connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}
    with psycopg.connect(**params, autocommit=True) as raw:
        yield raw


def _ask(request: bytes) -> None:
    """Django alone, without a web server."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, url, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    kind = headers.pop("Content-Type", "")
    answer = Client().generic(method, url, body, content_type=kind, headers=headers)
    if answer.status_code >= 400:
        raise RuntimeError(f"{first}: {answer.status_code}")


if __name__ == "__main__":
    main()

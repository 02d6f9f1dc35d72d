"""`python -m bench.sql`: the statements of a request, bare: through psycopg, in one process, without the product.

The statements are those that the product sent, caught on their way; what they cost without it is a floor.
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

REQUESTS, WARM = 120, 20
Statement = tuple[str, Any]


def main() -> None:
    told = json.load(sys.stdin)
    clinic_id = clinic_id_by_slug(told["slug"]) or 0
    found = {}
    for scenario in Script(told, int(os.environ["BENCH_PORT"])).all():
        work = scenario.make(0, 1.0)
        requests = (list(work.requests) * REQUESTS)[:REQUESTS]
        _ask(requests[0])  # finds caches empty
        with counted() as count:
            _ask(requests[1])
        found[scenario.name] = {"bare_ms": _bare_ms(clinic_id, requests[2:]), "queries": len(count)}
    print(json.dumps(found))


def _bare_ms(clinic_id: int, requests: list[bytes]) -> float:
    times = []
    with _connection() as raw:
        for number, request in enumerate(requests):
            statements = _caught(request)
            if not statements:
                return 0.0
            start = time.perf_counter()
            _replay(raw, clinic_id, statements)
            if number >= WARM:
                times.append(time.perf_counter() - start)
    return median(times) * 1000


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

"""How many messages to the database each page may take: `BUDGET`. tests/web/test_query_budget.py holds each to it.

Counted are statements, with the one that begins the transaction and the one that commits it. What comes seldom is left
out: a session's "seen", the asking of the sealer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

BUDGET = {
    "trivial view, signed in": 4,
    "free times of a day, data": 6,
    "free times of a day, fragment": 13,
    "search by phone, data": 4,
    "search by name, data": 4,
    "search by phone, fragment": 4,
    "search by name, fragment": 4,
    # The last one writes the messages to the patient: consent, plan and rows in one statement (messaging/queue.py).
    # One of them holds the patient's file, so that nobody merges it into another one meanwhile (docs/why/merge.md).
    "booking": 16,
    "day of ten practitioners, data": 6,
    # One of them is the number of those who wait, in the rail.
    "day of ten practitioners, page": 9,
    "day of one practitioner, page": 9,
    "week of one practitioner, page": 9,
    "month of everyone, page": 8,
    "poll, nothing changed (304)": 5,
    "file of a patient with 30 visits": 15,
    # One more: how many visits there were in each of the older years.
    "file of a patient with 708 visits": 16,
    "visit of a patient with 30 others": 13,
    "saving a note": 11,
    "issuing an invoice": 30,
    "a prescription as PDF": 9,
}


class Counted:
    """The statements of a block, once it has ended."""

    statements: list[str]

    def __init__(self) -> None:
        self.statements = []

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def counted() -> Iterator[Counted]:
    found = Counted()
    with CaptureQueriesContext(connection) as captured:
        yield found
    # Django notes a BEGIN of its own, which is sent with the scope's SET LOCAL.
    found.statements = [each["sql"] for each in captured.captured_queries if each["sql"] != "BEGIN"]


def count(ask: Callable[[], object]) -> int:
    """Of the second of two equal requests: the first finds caches empty."""
    ask()
    with counted() as found:
        ask()
    return len(found)

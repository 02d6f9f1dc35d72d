"""A transaction that PostgreSQL ended to break a deadlock is tried again, and counted.

The book is built so that this does not happen (booking/rivalry.py); bench/ asserts that the count stays at zero.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from prometheus_client import Counter

T = TypeVar("T")
DEADLOCKS = Counter("daybook_deadlocks", "Transactions ended by PostgreSQL to break a deadlock")
TRIES = 3


def with_retries(work: Callable[[], T]) -> T:
    """Run `work`, which opens its own transaction, up to TRIES times while it ends in a deadlock."""
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            return work()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != "40P01":
                raise
            DEADLOCKS.inc()
            if not tries_left or connection.in_atomic_block:
                raise
    raise AssertionError("unreachable")

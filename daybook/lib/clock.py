"""The one clock. Code asks it for the time, so that a test can hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_frozen: "FrozenClock | None" = None


class FrozenClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("the clock takes an aware time")
        self.at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self.at += by


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) if _frozen is None else _frozen.at


@contextmanager
def frozen(at: datetime) -> Iterator[FrozenClock]:
    """For tests: `now()` is `at` in every thread of this process, until the block ends."""
    global _frozen
    before, _frozen = _frozen, FrozenClock(at)
    try:
        yield _frozen
    finally:
        _frozen = before

"""The one clock. Code asks it for the time, so that a test can hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class FrozenClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("the clock takes an aware time")
        self.at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self.at += by


_frozen: list[FrozenClock] = []


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen[-1].at if _frozen else datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[FrozenClock]:
    """For tests: `now()` is `at` in every thread of this process, until the block ends."""
    clock = FrozenClock(at)
    _frozen.append(clock)
    try:
        yield clock
    finally:
        _frozen.remove(clock)

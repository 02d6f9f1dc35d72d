"""Row ids: UUID version 7 (RFC 9562, section 5.7), made here because Python 3.11 has none."""

import os
import secrets
import threading
import time
import uuid
from datetime import UTC, datetime

_TAIL_BITS = 74  # rand_a (12) and rand_b (62) together
_STEP_BITS = 55  # leaves room for some 2**18 ids in one millisecond


class _Maker:
    """What was given last. One for each process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last_ms = 0
        self.last_tail = 0

    def after_fork(self) -> None:
        """A lock that another thread held at the moment of a fork would stay locked in the child for ever."""
        self.lock = threading.Lock()

    def advance(self, ms: int) -> tuple[int, int]:
        if ms > self.last_ms:
            self.last_ms, self.last_tail = ms, secrets.randbits(_TAIL_BITS - 1)
        else:
            self.last_tail += 1 + secrets.randbits(_STEP_BITS)
            if self.last_tail >> _TAIL_BITS:
                self.last_ms, self.last_tail = self.last_ms + 1, secrets.randbits(_TAIL_BITS - 1)
        return self.last_ms, self.last_tail


_maker = _Maker()
os.register_at_fork(after_in_child=_maker.after_fork)


def uuid7() -> uuid.UUID:
    """A new UUIDv7, greater than every one made before in this process, whatever the wall clock does.

    Inside one millisecond the 74 random bits grow by a random step (RFC 9562, section 6.2, method 2), so that
    an id tells nothing about its neighbours, in this process or in a forked one.
    """
    with _maker.lock:
        ms, tail = _maker.advance(time.time_ns() // 1_000_000)
    rand_a, rand_b = tail >> 62, tail & ((1 << 62) - 1)
    return uuid.UUID(int=ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def made_at(made: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond (UTC)."""
    return datetime.fromtimestamp((made.int >> 80) / 1000, UTC)


def earliest_uuid7(at: datetime) -> uuid.UUID:
    """Not greater than any UUIDv7 made at `at` or later: to ask for rows by the age of their ids."""
    return uuid.UUID(int=max(0, int(at.timestamp() * 1000)) << 80)

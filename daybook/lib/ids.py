"""Row ids: UUID version 7 (RFC 9562, section 5.7), made here because Python 3.11 has none."""

import os
import secrets
import threading
import time
import uuid

_TAIL_BITS = 74  # rand_a (12) and rand_b (62) together
_STEP_BITS = 55  # leaves room for some 2**18 ids in one millisecond

_lock = threading.Lock()
_last_ms = 0
_last_tail = 0


def _after_fork() -> None:
    """A lock held by another thread at the moment of a fork would stay locked in the child for ever."""
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


def uuid7() -> uuid.UUID:
    """A new UUIDv7, greater than every one made before in this process, whatever the wall clock does.

    Inside one millisecond the 74 random bits grow by a random step (RFC 9562, section 6.2, method 2), so that
    an id tells nothing about its neighbours, in this process or in a forked one.
    """
    global _last_ms, _last_tail
    with _lock:
        ms = time.time_ns() // 1_000_000
        if ms > _last_ms:
            _last_ms, _last_tail = ms, secrets.randbits(_TAIL_BITS - 1)
        else:
            _last_tail += 1 + secrets.randbits(_STEP_BITS)
            if _last_tail >> _TAIL_BITS:
                _last_ms, _last_tail = _last_ms + 1, secrets.randbits(_TAIL_BITS - 1)
        return _pack(_last_ms, _last_tail)


def _pack(ms: int, tail: int) -> uuid.UUID:
    rand_a, rand_b = tail >> 62, tail & ((1 << 62) - 1)
    return uuid.UUID(int=ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)

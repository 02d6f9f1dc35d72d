"""Opened keys, kept in memory for a few seconds."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from daybook.tenancy.keys import DataKey


class KeyCache:
    """The keys used last, each for at most `seconds` after it was read.

    The time is short because another process may destroy a key: until an entry runs out this process can
    still read, and still seal, under a key that is gone.
    """

    def __init__(self, seconds: float, size: int = 1000, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._size, self._clock = seconds, size, clock
        self._entries: OrderedDict[Hashable, tuple[float, DataKey]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable) -> DataKey | None:
        with self._lock:
            entry = self._entries.get(name)
            if entry is None or entry[0] <= self._clock():
                self._entries.pop(name, None)
                return None
            self._entries.move_to_end(name)
            return entry[1]

    def put(self, name: Hashable, key: DataKey) -> DataKey:
        with self._lock:
            self._entries[name] = (self._clock() + self._seconds, key)
            self._entries.move_to_end(name)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return key

    def drop(self, name: Hashable) -> None:
        with self._lock:
            self._entries.pop(name, None)

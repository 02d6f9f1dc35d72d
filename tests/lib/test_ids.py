import os
import threading
import time
import uuid

import pytest

from daybook.lib import ids
from daybook.lib.ids import uuid7


def test_it_is_a_version_7_uuid_of_the_present_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000
    assert made.version == 7 and made.variant == uuid.RFC_4122
    # The last id of an earlier test may have been pushed one millisecond ahead.
    assert before <= made.int >> 80 <= after + 1


def test_it_only_grows_and_never_repeats() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_it_grows_when_the_wall_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 0)  # type: ignore[attr-defined]
    assert uuid7() > first


def test_it_goes_to_the_next_millisecond_when_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    first = uuid7()
    monkeypatch.setattr(ids._maker, "last_ms", (first.int >> 80) + 10_000)
    monkeypatch.setattr(ids._maker, "last_tail", (1 << 74) - 1)
    following = uuid7()
    assert following.int >> 80 == (first.int >> 80) + 10_001
    assert following.version == 7


def test_it_never_repeats_over_threads() -> None:
    made: list[uuid.UUID] = []
    threads = [threading.Thread(target=lambda: made.extend(uuid7() for _ in range(3_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 12_000


def test_it_works_in_a_child_forked_while_the_lock_was_held() -> None:
    with ids._maker.lock:
        child = os.fork()
        if child == 0:
            made = threading.Thread(target=uuid7, daemon=True)
            made.start()
            made.join(5)
            os._exit(1 if made.is_alive() else 0)
    assert os.waitpid(child, 0)[1] == 0

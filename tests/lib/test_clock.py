import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from daybook.lib import clock

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_it_tells_the_present_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(minutes=1)


def test_it_stands_still_in_every_thread_and_goes_on_when_told() -> None:
    seen: list[datetime] = []
    with clock.frozen(NOON) as frozen:
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        frozen.advance(timedelta(minutes=5))
        assert clock.now() == NOON + timedelta(minutes=5)
    assert seen == [NOON]
    assert clock.now() > NOON


def test_it_can_be_frozen_again_inside_and_gives_the_outer_time_back() -> None:
    with clock.frozen(NOON):
        with clock.frozen(NOON + timedelta(days=1)):
            pass
        assert clock.now() == NOON


def test_it_turns_other_zones_into_utc_and_refuses_a_time_without_one() -> None:
    with clock.frozen(datetime(2026, 3, 29, 17, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))):
        assert clock.now() == NOON and clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 3, 29)):
        pass

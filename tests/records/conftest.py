from collections.abc import Iterator

import pytest

from daybook.lib import clock
from daybook.lib.clock import FrozenClock
from tests.booking.desk import NINE
from tests.records.room import Room


@pytest.fixture
def now() -> Iterator[FrozenClock]:
    with clock.frozen(NINE) as frozen:
        yield frozen


@pytest.fixture
def room(db: None, now: FrozenClock) -> Iterator[Room]:
    """A consulting room, in its clinic's scope."""
    room = Room()
    with room.inside():
        yield room


@pytest.fixture
def front(db: None, now: FrozenClock) -> Room:
    """The same for tests of pages, in no scope: a request opens its own, and undoes what it refuses."""
    return Room()

from collections.abc import Iterator

import pytest

from daybook.lib import clock
from daybook.lib.clock import FrozenClock
from tests.booking.desk import NINE
from tests.merging.house import House


@pytest.fixture
def now() -> Iterator[FrozenClock]:
    with clock.frozen(NINE) as frozen:
        yield frozen


@pytest.fixture
def house(db: None, now: FrozenClock) -> Iterator[House]:
    """Two files of one person, in their clinic's scope."""
    house = House()
    with house.inside():
        yield house

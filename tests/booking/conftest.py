from collections.abc import Iterator

import pytest

from daybook.booking.versions import several_changes
from daybook.lib import clock
from daybook.lib.clock import FrozenClock
from daybook.tenancy.scope import clinic_scope
from tests.booking.desk import NINE, Desk


@pytest.fixture
def now() -> Iterator[FrozenClock]:
    """Monday, nine o'clock, until a test lets time pass."""
    with clock.frozen(NINE) as frozen:
        yield frozen


@pytest.fixture
def desk(db: None, now: FrozenClock) -> Iterator[Desk]:
    """A desk in its clinic's scope, where a test does several things one after another."""
    desk = Desk()
    with clinic_scope(desk.clinic), several_changes():
        yield desk

from collections.abc import Iterator

import pytest

from daybook.lib import clock
from daybook.lib.clock import FrozenClock
from daybook.tenancy.scope import clinic_scope
from tests.billing.till import NINE, Till


@pytest.fixture
def now() -> Iterator[FrozenClock]:
    """Monday, nine o'clock, until a test lets time pass."""
    with clock.frozen(NINE) as frozen:
        yield frozen


@pytest.fixture
def till(db: None, now: FrozenClock) -> Iterator[Till]:
    """A till in its clinic's scope."""
    till = Till()
    with clinic_scope(till.clinic):
        yield till

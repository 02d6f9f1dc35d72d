from collections.abc import Iterator

import pytest

from daybook.lib import clock
from tests.billing.till import NINE, Till


@pytest.fixture
def till(committed_db: None) -> Iterator[Till]:
    """A till, outside its clinic's scope: requests open their own."""
    with clock.frozen(NINE):
        till = Till()
        yield till

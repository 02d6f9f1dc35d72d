from collections.abc import Iterator

import pytest

from daybook.lib import clock
from tests.web.reports.evening import EVENING, Evening


@pytest.fixture
def evening(committed_db: None) -> Iterator[Evening]:
    """Outside its clinic's scope: requests open their own."""
    with clock.frozen(EVENING):
        yield Evening()

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests import database
from tests.walls.two_clinics import Sides, make_sides


@pytest.fixture(scope="module")
def sides(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Sides]:
    """Two clinics, committed once for all tests of a module; a test must leave them as they were."""
    with django_db_blocker.unblock():
        try:
            yield make_sides()
        finally:
            connections.close_all()
            database.empty()


@pytest.fixture(autouse=True)
def _unblocked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests import database
from tests.matrix.asking import World, sign_in
from tests.walls.two_clinics import make_sides


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two clinics and everybody's sessions, committed once; each request is rolled back."""
    with django_db_blocker.unblock():
        try:
            sides = make_sides()
            yield World(sides, sign_in(sides))
        finally:
            connections.close_all()
            database.empty()


@pytest.fixture(autouse=True)
def _unblocked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield

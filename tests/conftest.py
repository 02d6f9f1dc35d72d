"""What every test has. Set before Django reads its settings: the database's addresses, and no others'."""

from __future__ import annotations

import os
from collections.abc import Iterator

import django
import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from tests import database

# Whatever is set outside, a test never reaches a database that is not its own.
_environment = database.environment()
for _name in set(os.environ) - set(_environment):
    del os.environ[_name]
os.environ.update(_environment)
django.setup()


def pytest_configure(config: pytest.Config) -> None:
    # The processes of `-n 2` read the settings for a database of their own each, which they would not if Django found
    # its settings named before this file has set the addresses.
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Django's way to clean up is TRUNCATE as the application's role, which may not.
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and (marker.args or marker.kwargs.get("transaction")):
            raise pytest.UsageError(
                f"{item.nodeid}: ask for the fixture `committed_db` instead of transaction=True"
            )


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The run's clone in the place of what pytest-django would make."""
    with database.clone():
        with django_db_blocker.unblock():
            assert_test_database()
        yield
        connections.close_all()


def assert_test_database() -> None:
    """The database must be the tests' and the role the application's, or nothing runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        name, role = cursor.fetchone()
    connection.close()
    if not name.startswith("test_") or role != "daybook_app":
        pytest.exit(
            f"Tests are connected to {name} as {role}, and must be to test_... as daybook_app.", returncode=3
        )


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database in which commits are real, for tests with several connections or processes; emptied afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            database.empty()


@pytest.fixture(scope="session")
def app_url(django_db_setup: None) -> str:
    """The address of the run's database as the application's role."""
    return database.address("daybook_app").url()

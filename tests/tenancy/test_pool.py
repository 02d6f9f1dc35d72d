"""Connections that wait in the pool while their server goes away."""

import copy
from collections.abc import Iterator
from typing import cast

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from daybook.tenancy.postgresql.base import DatabaseWrapper, hung_up
from tests import database


@pytest.fixture
def pooled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """The run's database through a pool, as in production; of one connection, so that which one is used is certain."""
    options = copy.deepcopy(settings.DATABASES)
    options["default"]["NAME"] = database.NAME
    options["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 1, "timeout": 10}
    wrapper = cast(DatabaseWrapper, ConnectionHandler(options)["default"])
    with django_db_blocker.unblock():
        yield wrapper
        wrapper.close()
        wrapper.close_pool()


def pid_of(wrapper: DatabaseWrapper) -> int:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid


def end(pid: int) -> None:
    with database.superuser_connection() as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])


def test_a_connection_that_was_ended_while_it_waited_is_not_handed_out(pooled: DatabaseWrapper) -> None:
    first = pid_of(pooled)
    pooled.close()
    assert pid_of(pooled) == first, "it waits in the pool and is used again"
    pooled.close()
    end(first)
    assert pid_of(pooled) != first


def test_an_idle_connection_is_not_taken_for_a_dead_one(pooled: DatabaseWrapper) -> None:
    pid = pid_of(pooled)
    assert not hung_up(pooled.connection)
    end(pid)
    assert hung_up(pooled.connection)

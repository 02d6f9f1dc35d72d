"""Moments out of the database: always aware, always UTC, to the microsecond."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

pytestmark = pytest.mark.django_db


def read(literal: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {literal}")
        found: datetime = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize(
    ("literal", "moment"),
    [
        ("timestamptz '2026-03-29 01:30:00+05:30'", datetime(2026, 3, 28, 20, tzinfo=UTC)),
        ("timestamptz '2026-03-29 01:30:00.5+00'", datetime(2026, 3, 29, 1, 30, 0, 500_000, tzinfo=UTC)),
        ("timestamptz '2026-03-29 01:30:00.000001+00'", datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)),
        ("timestamptz '1947-08-15 00:00+05:30'", datetime(1947, 8, 14, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_utc(literal: str, moment: datetime) -> None:
    found = read(literal)
    assert found == moment
    assert found.tzinfo is UTC


def test_a_connection_in_another_zone_gives_the_same_moment() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'Asia/Kolkata'")
    found = read("timestamptz '2026-03-29 01:30:00+05:30'")
    assert (found, found.tzinfo) == (datetime(2026, 3, 28, 20, tzinfo=UTC), UTC)


@pytest.mark.parametrize("literal", ["timestamptz 'infinity'", "timestamptz '2026-01-01 BC'"])
def test_what_python_has_no_moment_for_is_an_error(literal: str) -> None:
    with pytest.raises(DataError):
        read(literal)

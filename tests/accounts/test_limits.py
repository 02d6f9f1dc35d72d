"""Limits count every try, in whichever process it is made."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from daybook.accounts.limits import Limit, forget_old_tries, place_of
from daybook.lib import clock

THREE = Limit("three", 3, timedelta(minutes=10))
AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
PROCESSES = 4


@pytest.mark.django_db
def test_it_allows_so_many_and_no_more() -> None:
    assert [THREE.spend("alice") for _ in range(5)] == [True, True, True, False, False]
    assert THREE.spend("bob")
    assert Limit("another", 3, timedelta(minutes=10)).spend("alice")


@pytest.mark.django_db
def test_what_was_right_does_not_count() -> None:
    for _ in range(10):
        assert THREE.spend("alice")
        THREE.give_back("alice")


@pytest.mark.django_db
def test_it_starts_again_when_the_time_has_passed_since_the_first_try() -> None:
    with clock.frozen(AT) as hand:
        assert [THREE.spend("alice") for _ in range(4)][-1] is False
        hand.advance(timedelta(minutes=9, seconds=59))
        assert not THREE.spend("alice")
        hand.advance(timedelta(seconds=1))
        assert THREE.spend("alice")


@pytest.mark.django_db
def test_old_counts_are_forgotten_and_present_ones_are_not() -> None:
    with clock.frozen(AT) as hand:
        THREE.spend("old")
        hand.advance(timedelta(minutes=20))
        THREE.spend("new")
        forget_old_tries(clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_limit")
        assert cursor.fetchone()[0] == 1


@pytest.mark.django_db
def test_the_table_does_not_say_who_tried() -> None:
    THREE.spend("alice@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_limit")
        assert "alice" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("ip", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_an_ipv6_customer_is_one_place(ip: str, place: str) -> None:
    assert place_of(ip) == place


# Started by a line on standard input, so that all processes try at once.
TRY = """
import sys, django
django.setup()
from datetime import timedelta
from daybook.accounts.limits import Limit
limit = Limit("many", 10, timedelta(minutes=10))
print("ready", flush=True)
sys.stdin.readline()
print(sum(limit.spend("alice") for _ in range(40)), flush=True)
"""


@pytest.mark.slow
def test_processes_that_try_at_once_get_no_more_than_one_would(committed_db: None) -> None:
    root = Path(__file__).resolve().parents[2]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TRY], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    allowed = [int(process.communicate()[0]) for process in processes]
    assert sum(allowed) == 10

"""Eighteen kill -9 of web, worker, database and mail server while people work and messages leave: nothing acknowledged
is lost, nothing is half done, no message arrives twice.

`make bench-kill` does the same with two hundred, of another chance each time.
"""

import pytest

from bench.kill import storm
from bench.storm.product import VICTIMS

KILLS, SEED = 18, 20


@pytest.mark.slow
def test_kills_lose_nothing_and_send_nothing_twice() -> None:
    found = storm(KILLS, SEED)
    assert found.wrong == [], found.told()
    assert found.killed.keys() == set(VICTIMS)
    assert found.killed.total() == KILLS
    # It was a storm: every kind of step was done, and some forms had to be sent again.
    for step in ("new", "move", "cancellation", "arrival"):
        assert found.answers[f"{step} 204"], found.answers
    assert found.answers["new no answer"], found.answers
    assert found.rows > KILLS
    assert found.messages["sent"] > KILLS, found.messages

"""`daybook demo --fresh`: the demo around today, and never at the cost of somebody's own clinic."""

from __future__ import annotations

from datetime import date

import pytest

from daybook.config import load
from daybook.operations.cli import children
from daybook.operations.cli import demo as command
from daybook.operations.cli.database import Settled
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.cli.welcome import aged, welcome
from daybook.operations.demo.lotus import LOTUS
from daybook.operations.demo.sunrise import SUNRISE
from daybook.tenancy.models import Clinic
from tests import database


class StandIn:
    """A server that would be emptied."""

    renewed = False

    def renew(self) -> None:
        self.renewed = True


class Done:
    def wait(self) -> int:
        return 0


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that were started."""
    words: list[tuple[str, ...]] = []

    def start(*each: str) -> Done:
        words.append(each)
        return Done()

    monkeypatch.setattr(children, "start", start)
    return words


def settled(server: object) -> Settled:
    return Settled(load(database.environment()), server)  # type: ignore[arg-type]


def test_a_clinic_beside_the_demo_s_is_never_lost(committed_db: None, started: list[tuple[str, ...]]) -> None:
    for slug in (*command.SLUGS, "own-one"):
        Clinic.objects.create(slug=slug)
    server = StandIn()
    with pytest.raises(CommandFailed, match=r"lost with it: own-one$"):
        command._renew(settled(server))
    assert not server.renewed and not started


def test_the_demo_s_own_database_is_made_anew(committed_db: None, started: list[tuple[str, ...]]) -> None:
    for facts in (SUNRISE, LOTUS):
        Clinic.objects.create(slug=facts.slug)
    server = StandIn()
    command._renew(settled(server))
    assert server.renewed and started == [("migrate",)]


def test_a_database_of_one_s_own_is_not_emptied() -> None:
    with pytest.raises(CommandFailed, match="not emptied"):
        command._renew(settled(None))


def test_an_old_demo_says_so() -> None:
    made = {"demo": "loaded", "demo_on": "2026-11-03"}
    assert aged(made, date(2026, 11, 9)) == ""
    assert "2026-11-03" in aged(made, date(2026, 11, 10))
    assert aged({}, date(2026, 11, 10)) == ""


def test_the_demo_s_people_are_named_only_where_they_are() -> None:
    config = load({"DAYBOOK_DATA_DIR": "/tmp/nowhere"}, secrets_later=True)
    assert "Sign in to the demo" in welcome(config, 8000, demo=True)
    assert "Sign in to the demo" not in welcome(config, 8000, demo=False)

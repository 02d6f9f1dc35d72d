"""A clinic whose keys are not in the key folder is noticed: by readyz, by check, and at the start."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog.testing
from django.test import Client
from pytest_django.fixtures import Settings

from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.operations import health, key_state
from daybook.operations.cli import keys_there
from daybook.operations.cli.failed import REFUSED, CommandFailed
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import database
from tests.factories import make_clinic
from tests.operations.commands import daybook


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A key folder of the test's own, and a process that has not looked yet."""
    settings.DAYBOOK = replace(settings.DAYBOOK, keystore_dir=tmp_path / "keys")
    monkeypatch.setattr(health, "_keys", key_state.Remembered())
    monkeypatch.setattr(health, "_seen_right", threading.Event())
    yield tmp_path / "keys"


def sealing() -> Clinic:
    clinic = make_clinic()
    with clinic_scope(clinic):
        record(Actor.system("tests"), "thing.done", on=("thing", 1), details={"what": "secret"})
    return clinic


def lose(folder: Path, clinic: Clinic) -> None:
    (folder / f"clinic-{clinic.id}.sqlite3").unlink()


def ready() -> tuple[int, str]:
    response = Client().get("/readyz")
    return response.status_code, response.json()["keys"]


@pytest.mark.django_db
def test_a_clinic_that_sealed_nothing_needs_no_keys() -> None:
    make_clinic()
    sealing()
    assert key_state.look() == key_state.KeyState("ok")
    assert ready() == (200, "ok")


@pytest.mark.django_db
def test_keys_of_one_clinic_are_missing_and_the_others_are_served(folder: Path) -> None:
    sealing()
    clinic = sealing()
    lose(folder, clinic)
    assert ready() == (200, "missing")
    problem = key_state.look().problem
    assert problem is not None
    assert f"(number {clinic.id})" in problem
    assert "backup" in problem


@pytest.mark.django_db
def test_a_lost_folder_is_not_ready_and_a_folder_put_back_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing()
    away = folder.with_name("away")
    folder.rename(away)
    assert ready() == (503, "lost")
    away.rename(folder)
    assert ready() == (503, "lost")  # the answer is kept for a while
    monkeypatch.setattr(health._keys, "_until", 0.0)
    assert ready() == (200, "ok")


@pytest.mark.django_db
def test_a_probe_does_not_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sealing()
    assert ready() == (200, "ok")
    monkeypatch.setattr(key_state, "look", lambda: pytest.fail("looked again"))
    assert ready() == (200, "ok")


@pytest.mark.django_db
def test_another_master_key_is_told(settings: Settings) -> None:
    sealing()
    settings.DAYBOOK = replace(settings.DAYBOOK, master_key=bytes(range(1, 33)))
    found = key_state.look()
    assert found.state == "lost"
    assert found.problem is not None
    assert "DAYBOOK_MASTER_KEY" in found.problem


@pytest.mark.django_db
def test_production_does_not_start_over_a_lost_folder(folder: Path, settings: Settings) -> None:
    kept, clinic = sealing(), sealing()
    production = replace(settings.DAYBOOK, env="production")
    lose(folder, clinic)
    with structlog.testing.capture_logs() as lines:
        keys_there.require_here(production)
    assert [line["clinic_id"] for line in lines] == [clinic.id]
    lose(folder, kept)
    keys_there.require_here(replace(production, env="development"))
    with pytest.raises(CommandFailed, match="DAYBOOK_KEYSTORE_DIR has no keys") as refused:
        keys_there.require_here(production)
    assert refused.value.code == REFUSED


def test_check_names_the_clinic(committed_db: None, folder: Path, tmp_path: Path) -> None:
    environ = {**database.environment(), "DAYBOOK_KEYSTORE_DIR": str(folder)}
    clinic = sealing()
    shutil.move(folder, tmp_path / "away")
    done = daybook("check", environ=environ)
    assert done.returncode == 2
    assert (
        f"DAYBOOK_KEYSTORE_DIR has no keys of clinics with sealed notes (number {clinic.id})" in done.stderr
    )
    shutil.move(tmp_path / "away", folder)
    done = daybook("check", environ=environ)
    assert "DAYBOOK_KEYSTORE_DIR" not in done.stderr
    assert done.returncode == 0, done.stderr

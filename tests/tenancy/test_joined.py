"""What one subject's key sealed opens for another one that it was joined to, for as long as both keys are there."""

import dataclasses
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from daybook.tenancy import vault
from daybook.tenancy.vault import Destroyed, Place, Subject, Tampered

ONE, OTHER, THIRD = (Subject.patient(uuid.UUID(int=each)) for each in (1, 2, 3))
PLACE = Place("records_visit", "note", uuid.UUID(int=77))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DAYBOOK = dataclasses.replace(
        settings.DAYBOOK, keystore_dir=tmp_path / "keys", master_key=bytes(range(32))
    )
    monkeypatch.setattr(vault, "current_clinic_id", lambda: 7)
    yield
    vault._store.cache_clear()


def test_it_opens_for_the_joined_one_and_not_the_other_way_round() -> None:
    theirs, mine = vault.seal(OTHER, PLACE, "theirs"), vault.seal(ONE, PLACE, "mine")
    vault.join(ONE, OTHER)
    assert vault.unseal(ONE, PLACE, theirs) == b"theirs"
    with pytest.raises(Tampered):
        vault.unseal(OTHER, PLACE, mine)


def test_one_that_never_sealed_anything_gets_a_key() -> None:
    theirs = vault.seal(OTHER, PLACE, "theirs")
    vault.join(ONE, OTHER)
    assert vault.unseal(ONE, PLACE, theirs) == b"theirs"


def test_who_was_joined_comes_with_those_joined_to_them() -> None:
    theirs = vault.seal(THIRD, PLACE, "theirs")
    vault.join(OTHER, THIRD)
    vault.join(ONE, OTHER)
    assert vault.unseal(ONE, PLACE, theirs) == b"theirs"
    vault.part(OTHER, THIRD)
    with pytest.raises(Tampered):
        vault.unseal(ONE, PLACE, theirs)


def test_the_place_still_counts() -> None:
    theirs = vault.seal(OTHER, PLACE, "theirs")
    vault.join(ONE, OTHER)
    with pytest.raises(Tampered):
        vault.unseal(ONE, Place("records_visit", "note", uuid.UUID(int=78)), theirs)


def test_parted_they_are_two_again() -> None:
    theirs = vault.seal(OTHER, PLACE, "theirs")
    vault.join(ONE, OTHER)
    for _twice in range(2):
        vault.part(ONE, OTHER)
    with pytest.raises(Tampered):
        vault.unseal(ONE, PLACE, theirs)


def test_a_destroyed_key_takes_its_values_with_it() -> None:
    theirs, mine = vault.seal(OTHER, PLACE, "theirs"), vault.seal(ONE, PLACE, "mine")
    vault.join(ONE, OTHER)
    vault.destroy(OTHER)
    with pytest.raises(Destroyed):
        vault.unseal(ONE, PLACE, theirs)
    assert vault.unseal(ONE, PLACE, mine) == b"mine"
    with pytest.raises(Destroyed):
        vault.join(THIRD, OTHER)

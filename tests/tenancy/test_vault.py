"""What is sealed opens at its own place, for its own subject, with its own key folder, and nowhere else."""

import dataclasses
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from daybook.tenancy import scope, vault
from daybook.tenancy.vault import Destroyed, KeyMissing, KeyStoreError, Place, Subject, Tampered

ALICE, BOB = Subject.patient(uuid.UUID(int=1)), Subject.patient(uuid.UUID(int=2))
ROW = uuid.UUID(int=77)
PLACE = Place("patients_patient", "allergies", ROW)
SECRET = "Penicillin, పెన్సిలిన్"


class Clinic:
    """The scope's clinic, as a test sets it."""

    id: int | None = 7

    def current(self) -> int:
        if self.id is None:
            raise scope.NoClinic
        return self.id


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    config = settings.DAYBOOK
    keys = tmp_path / "keys"
    settings.DAYBOOK = dataclasses.replace(config, keystore_dir=keys, master_key=bytes(range(32)))
    return keys


@pytest.fixture(autouse=True)
def clinic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    clinic = Clinic()
    monkeypatch.setattr(vault, "current_clinic_id", clinic.current)
    yield clinic
    vault._store.cache_clear()


def test_what_was_sealed_opens_again() -> None:
    assert vault.unseal_text(ALICE, PLACE, vault.seal(ALICE, PLACE, SECRET)) == SECRET
    assert vault.unseal(ALICE, PLACE, memoryview(vault.seal(ALICE, PLACE, b"\0\xff"))) == b"\0\xff"
    assert vault.unseal_text(Subject.clinic(), PLACE, vault.seal(Subject.clinic(), PLACE, "")) == ""


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000))
def test_a_sealed_value_is_45_bytes_longer_and_never_the_same(plain: bytes) -> None:
    one, two = (vault.seal(ALICE, PLACE, plain) for _ in range(2))
    assert len(one) == len(plain) + 45
    assert one[0] == 1 and one[1:17] == two[1:17] and one[17:] != two[17:]
    assert vault.unseal(ALICE, PLACE, one) == plain


@pytest.mark.parametrize(
    "other",
    [
        Place("patients_alert", "allergies", ROW),
        Place("patients_patient", "alerts", ROW),
        Place("patients_patient", "allergies", uuid.UUID(int=78)),
        Place("patients_patient", 'allergies", "x', ROW),
        Place("patients_patientallergies", "", ROW),
    ],
)
def test_a_value_that_was_moved_does_not_open(other: Place) -> None:
    sealed = vault.seal(ALICE, PLACE, SECRET)
    with pytest.raises(Tampered):
        vault.unseal(ALICE, other, sealed)


def test_another_patients_value_does_not_open() -> None:
    vault.seal(BOB, PLACE, "theirs")
    with pytest.raises(Tampered, match="another key"):
        vault.unseal(BOB, PLACE, vault.seal(ALICE, PLACE, SECRET))
    with pytest.raises(KeyMissing):
        vault.unseal(Subject.clinic(), PLACE, vault.seal(ALICE, PLACE, SECRET))


def test_another_clinics_value_does_not_open(clinic: Clinic) -> None:
    sealed = vault.seal(ALICE, PLACE, SECRET)
    clinic.id = 8
    with pytest.raises(KeyMissing):
        vault.unseal(ALICE, PLACE, sealed)
    vault.seal(ALICE, PLACE, "the same patient id at another clinic")
    with pytest.raises(Tampered):
        vault.unseal(ALICE, PLACE, sealed)


def test_the_clinic_is_bound_even_when_the_key_is_right(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = vault.seal(ALICE, PLACE, SECRET)
    key = vault.key_store().find(7, ALICE)
    clinic.id = 8
    monkeypatch.setattr(vault.key_store(), "find", lambda clinic_id, subject: key)
    with pytest.raises(Tampered):
        vault.unseal(ALICE, PLACE, sealed)


def test_nothing_is_sealed_or_opened_outside_a_clinic(clinic: Clinic) -> None:
    sealed = vault.seal(ALICE, PLACE, SECRET)
    clinic.id = None
    for call in (
        lambda: vault.seal(ALICE, PLACE, SECRET),
        lambda: vault.unseal(ALICE, PLACE, sealed),
        lambda: vault.destroy(ALICE),
        lambda: vault.prepare([ALICE]),
    ):
        with pytest.raises(scope.NoClinic):
            call()


def test_a_change_of_any_byte_is_noticed() -> None:
    sealed = vault.seal(ALICE, PLACE, "abc")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Tampered):
            vault.unseal(ALICE, PLACE, changed)


@pytest.mark.parametrize("length", [0, 1, 17, 44])
def test_a_value_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(Tampered):
        vault.unseal(ALICE, PLACE, vault.seal(ALICE, PLACE, SECRET)[:length])


def test_no_error_carries_what_was_sealed() -> None:
    sealed = vault.seal(ALICE, PLACE, b"secret \xff")
    with pytest.raises(Tampered) as not_text:
        vault.unseal_text(ALICE, PLACE, sealed)
    with pytest.raises(ValueError, match="surrogate") as half:
        vault.seal(ALICE, PLACE, "secret \ud800")
    for caught in (not_text.value, half.value):
        assert "secret" not in str(caught) and caught.__suppress_context__
        assert not isinstance(caught, UnicodeError)


def test_a_destroyed_key_opens_nothing_and_never_comes_back() -> None:
    sealed, bobs = vault.seal(ALICE, PLACE, SECRET), vault.seal(BOB, PLACE, SECRET)
    vault.destroy(ALICE)
    vault.destroy(ALICE)
    vault.prepare([ALICE])
    with pytest.raises(Destroyed):
        vault.unseal(ALICE, PLACE, sealed)
    with pytest.raises(Destroyed):
        vault.seal(ALICE, PLACE, "more")
    assert vault.unseal_text(BOB, PLACE, bobs) == SECRET


def test_without_the_folder_nothing_can_be_read(folder: Path) -> None:
    sealed = vault.seal(ALICE, PLACE, SECRET)
    shutil.rmtree(folder)
    vault._store.cache_clear()  # another process
    with pytest.raises(KeyMissing):
        vault.unseal(ALICE, PLACE, sealed)
    assert not folder.exists()
    vault.seal(ALICE, PLACE, "with a new key")
    with pytest.raises(Tampered):
        vault.unseal(ALICE, PLACE, sealed)


def test_another_master_key_opens_nothing_and_says_so(settings: Settings) -> None:
    sealed = vault.seal(ALICE, PLACE, SECRET)
    config = settings.DAYBOOK
    settings.DAYBOOK = dataclasses.replace(config, master_key=b"x" * 32)
    with pytest.raises(KeyStoreError, match="another master key"):
        vault.unseal(ALICE, PLACE, sealed)
    with pytest.raises(KeyStoreError, match="another master key"):
        vault.seal(BOB, PLACE, SECRET)


def test_a_patient_is_named_by_a_uuid() -> None:
    row = uuid.UUID(int=5)
    assert Subject.patient(str(row).upper()) == Subject.patient(row) != Subject.clinic()
    with pytest.raises(ValueError, match="badly formed"):
        Subject.patient("clinic")

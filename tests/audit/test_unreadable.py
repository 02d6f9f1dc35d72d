"""What cannot be opened with the keys that are here: a page is told so in words, and the log without patient data."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from daybook.audit.details import UNREADABLE, read_details
from daybook.audit.models import Entry
from daybook.audit.record import record
from daybook.booking.models import Appointment
from daybook.booking.notes import read_note, seal_note
from daybook.patients.models import Patient
from daybook.patients.warnings import read_warnings, seal_warning
from daybook.tenancy import vault
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.factories import actor_for, client_for, make_member

pytestmark = pytest.mark.django_db
SECRET = "Zebrafever"


class World:
    """A clinic with something sealed of each kind, all about one patient, in a key folder of its own."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        settings.DAYBOOK = replace(settings.DAYBOOK, keystore_dir=folder)
        self.clinic: Clinic = factories.make_clinic()
        branch, doctor = factories.make_branch(self.clinic), factories.make_practitioner(self.clinic)
        self.patient: Patient = factories.make_patient(self.clinic, SECRET)
        tomorrow = datetime.now(UTC).replace(hour=6) + timedelta(days=1)
        self.row = factories.make_appointment(doctor, branch, self.patient, tomorrow)
        owner = make_member(self.clinic)
        self.owner: Client = client_for(owner)
        with clinic_scope(self.clinic):
            self.patient.allergies_sealed = seal_warning(self.patient.id, "allergies", SECRET)
            self.row.note_sealed = seal_note(self.row, SECRET)
            self.patient.save()
            self.row.save()
            told: Any = {"on": self.row, "patient": self.patient.id, "details": {"reason": SECRET}}
            self.entry: Entry = record(actor_for(owner), "appointment.moved", **told)

    def lose_the_folder(self) -> None:
        self.folder.rename(self.folder.with_name("away"))
        vault._store.cache_clear()

    def change_the_master_key(self) -> None:
        self.settings.DAYBOOK = replace(self.settings.DAYBOOK, master_key=bytes(range(3, 35)))

    def tamper(self) -> None:
        for row, name in ((self.row, "note"), (self.patient, "allergies"), (self.entry, "details")):
            value = bytes(getattr(row, f"{name}_sealed"))
            changed = value[:-1] + bytes([value[-1] ^ 1])
            setattr(row, f"{name}_sealed", changed)
        with clinic_scope(self.clinic):
            self.row.save()
            self.patient.save()

    def destroy(self) -> None:
        with clinic_scope(self.clinic):
            vault.destroy(vault.Subject.patient(self.patient.id))


@pytest.fixture
def world(tmp_path: Path, settings: Settings) -> World:
    return World(tmp_path / "keys", settings)


WAYS: dict[str, Callable[[World], None]] = {
    "KeyMissing": World.lose_the_folder,
    "KeyStoreError": World.change_the_master_key,
    "Tampered": World.tamper,
}


@pytest.mark.parametrize("kind", WAYS)
def test_words_stand_in_its_place_and_the_log_names_ids_only(
    world: World, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    WAYS[kind](world)
    with clinic_scope(world.clinic), caplog.at_level(logging.ERROR):
        assert "cannot be opened" in read_note(world.row)
        assert read_details(world.entry) == UNREADABLE
        assert read_warnings(world.patient).unreadable
    lines: list[Any] = caplog.records
    assert [(line.error, line.clinic_id) for line in lines] == [(kind, world.clinic.id)] * 3
    assert SECRET not in str([vars(line) for line in lines])


@pytest.mark.parametrize("kind", ["KeyMissing", "KeyStoreError"])
def test_the_pages_open(world: World, kind: str) -> None:
    WAYS[kind](world)
    base = f"/c/{world.clinic.slug}"
    trail = world.owner.get(f"{base}/trail/")
    assert trail.status_code == 200
    assert "Details that cannot be opened here" in trail.content.decode()
    visit = world.owner.get(f"{base}/appointments/{world.row.id}/")
    assert visit.status_code == 200
    assert "There is a note, and it cannot be opened here" in visit.content.decode()


def test_what_was_destroyed_on_purpose_is_gone_without_a_word(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.destroy()
    with clinic_scope(world.clinic):
        assert read_note(Appointment.objects.get()) == ""
        assert read_details(world.entry) == {}
    assert caplog.records == []

"""The page of what was brought in, and taking it back from there."""

import html
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from daybook.operations.imports import undo
from daybook.operations.imports.fhir.write import run_import
from daybook.operations.models import ImportBatch
from daybook.patients.models import Patient
from daybook.tenancy import vault
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import (
    client_for,
    make_appointment,
    make_branch,
    make_clinic,
    make_member,
    make_practitioner,
)
from tests.operations.imports.fhir_samples import SMALL

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def owner(clinic: Clinic) -> Client:
    return client_for(make_member(clinic))


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def url(clinic: Clinic, path: str = "") -> str:
    return f"/c/{clinic.slug}/settings/imports/{path}"


def bring_in(clinic: Clinic, folder: Path = SMALL) -> str:
    return url(clinic, f"{run_import(folder, clinic.slug, progress=lambda _: None).batch_id}/undoing/")


def test_it_tells_what_came_and_what_was_left_out(clinic: Clinic, owner: Client, tmp_path: Path) -> None:
    assert "Nothing was imported" in text(owner.get(url(clinic)))
    for file in SMALL.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "Patient.000.ndjson").open("a") as stream:
        stream.write("{\n")
    bring_in(clinic, tmp_path)
    page = text(owner.get(url(clinic)))
    assert "98 appointments" in page
    assert "5 patients" in page
    assert "finished" in page
    assert "1 line" in page
    with clinic_scope(clinic):
        [[file, number, reason]] = ImportBatch.objects.get().bad_lines
    assert f"{file}:{number}" in page
    assert reason in page


def test_it_is_asked_and_then_taken_back_with_the_patients_keys(
    clinic: Clinic, owner: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    address = bring_in(clinic)
    with clinic_scope(clinic):
        patient = Patient.objects.first()
        assert patient
    assert "98 appointments" in text(owner.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        answer = owner.post(address, follow=True)
    assert "Taken back: 98 visits, 98 appointments, 5 patients, 17 practitioners, 1 branch." in text(answer)
    assert address not in text(answer)
    with clinic_scope(clinic):
        assert not Patient.objects.exists()
        with pytest.raises(vault.Destroyed):
            vault.seal(vault.Subject.patient(patient.id), vault.Place("a", "b", patient.id), "x")


def test_what_was_built_on_it_keeps_it_and_is_told(clinic: Clinic, owner: Client) -> None:
    address = bring_in(clinic)
    with clinic_scope(clinic):
        patient = Patient.objects.first()
    make_appointment(make_practitioner(clinic), make_branch(clinic), patient)
    answer = owner.post(address)
    assert answer.status_code == 409
    assert "Something was built on this import: 1 appointment" in text(answer)
    with clinic_scope(clinic):
        assert Patient.objects.count() == 5


def test_a_large_one_is_left_to_the_command(
    clinic: Clinic, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "MOST_HERE", 100)
    answer = owner.post(bring_in(clinic))
    assert answer.status_code == 409
    assert "daybook import" in text(answer)
    with clinic_scope(clinic):
        assert Patient.objects.count() == 5

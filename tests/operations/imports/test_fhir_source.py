"""Two systems with the same ids in one clinic stay two; what was imported before sources had names is still known."""

import json
import shutil
from pathlib import Path

import pytest

from daybook.booking.models import Appointment
from daybook.clinics.models import Practitioner
from daybook.lib.refused import Refused
from daybook.operations.imports.fhir.read import find_files
from daybook.operations.imports.fhir.source import Source, derived
from daybook.operations.imports.fhir.write import run_import
from daybook.operations.imports.report import ImportReport
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.operations.imports.fhir_samples import SMALL

pytestmark = pytest.mark.django_db
ALL = {"practitioner": 17, "patient": 5, "allergy": 8, "appointment": 98, "visit": 98}


@pytest.fixture
def clinic() -> Clinic:
    return factories.make_clinic()


def take_in(folder: Path, clinic: Clinic, source: str = "") -> ImportReport:
    return run_import(folder, clinic.slug, progress=lambda _progress: None, source=source)


def patients_with(folder: Path, *identifiers: object) -> Path:
    folder.mkdir(exist_ok=True)
    lines = [
        {"resourceType": "Patient", "id": str(n), "identifier": one} for n, one in enumerate(identifiers)
    ]
    (folder / "Patient.ndjson").write_text("\n".join(map(json.dumps, lines)))
    return folder


def test_two_sources_with_the_same_ids_stay_two(clinic: Clinic) -> None:
    assert take_in(SMALL, clinic, "city.hospital").added == {**ALL, "branch": 1}
    second = take_in(SMALL, clinic, "lake.hospital")
    assert (second.added, second.known) == (ALL, {})
    with clinic_scope(clinic):
        for row in Appointment.objects.select_related("patient", "practitioner"):
            assert row.patient is not None
            sources = {
                str(each.external_id).partition("|")[0] for each in (row, row.patient, row.practitioner)
            }
            assert len(sources) == 1
        assert Patient.objects.filter(external_id__startswith="lake.hospital|").count() == 5
    assert take_in(SMALL, clinic, "city.hospital").known == ALL


def test_a_name_is_made_from_the_identifiers_and_stays_the_same(clinic: Clinic, tmp_path: Path) -> None:
    assert derived(find_files(SMALL)) == derived(find_files(SMALL))
    mr = {"type": {"coding": [{"code": "MR"}]}, "system": "urn:hospital"}
    ssn = {"type": {"coding": [{"code": "SS"}]}, "system": "http://hl7.org/fhir/sid/us-ssn"}
    plain = {"system": "urn:software"}
    one = derived(find_files(patients_with(tmp_path / "a", [ssn, plain, mr], [mr])))
    assert one == derived(find_files(patients_with(tmp_path / "b", [mr, plain], [plain, mr], [plain])))
    assert one != derived(find_files(patients_with(tmp_path / "c", [plain, ssn])))
    odd = ([ssn], None, "x", [None, 3], [{"system": 3}], [{"type": "MR", "system": ""}])
    assert derived(find_files(patients_with(tmp_path / "d", *odd))) == Source("")


def test_other_identifiers_make_another_source(clinic: Clinic, tmp_path: Path) -> None:
    take_in(SMALL, clinic)
    other = Path(shutil.copytree(SMALL, tmp_path / "other"))
    for file in other.glob("Patient*"):
        file.write_text(file.read_text().replace("http://hospital.smarthealthit.org", "urn:another"))
    assert take_in(other, clinic).added == ALL
    assert take_in(other, clinic).known == ALL


def test_files_without_patients_need_a_name_when_there_are_several_sources(
    clinic: Clinic, tmp_path: Path
) -> None:
    take_in(SMALL, clinic, "city")
    visits = tmp_path / "visits"
    visits.mkdir()
    shutil.copy(SMALL / "Encounter.000.ndjson", visits)
    assert take_in(visits, clinic).known == {"appointment": 98}
    take_in(SMALL, clinic, "lake")
    with pytest.raises(Refused, match="--source"):
        take_in(visits, clinic)
    assert take_in(visits, clinic, "city").known == {"appointment": 98}


def test_rows_from_before_sources_had_names_are_known(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    with clinic_scope(clinic):
        models = (Appointment, Patient, Practitioner)
        for row in [row for model in models for row in model.objects.all()]:
            row.external_id = str(row.external_id).partition("|")[2]
            row.save()
    again = take_in(SMALL, clinic)
    assert (again.added, again.known) == ({}, ALL)


@pytest.mark.parametrize("name", ["City Hospital", "a|b", "-", "x" * 41, "Ä"])
def test_a_name_that_is_none_is_refused(clinic: Clinic, name: str) -> None:
    with pytest.raises(Refused, match="small letters"):
        take_in(SMALL, clinic, name)
    with clinic_scope(clinic):
        assert not Patient.objects.exists()

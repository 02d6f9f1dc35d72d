import argparse
import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from daybook.accounts.permissions import Role
from daybook.booking.models import Appointment
from daybook.booking.notes import read_note
from daybook.clinics.models import Branch, Practitioner, Profile
from daybook.lib.refused import Refused
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.imports import report
from daybook.operations.imports.fhir import command, write, write_people
from daybook.operations.imports.fhir.read import Progress, find_files
from daybook.operations.imports.fhir.rows import PatientRows, patient_rows
from daybook.operations.imports.fhir.shapes import FhirPatient
from daybook.operations.imports.fhir.source import derived
from daybook.operations.imports.fhir.write import IMPORTER, run_import
from daybook.operations.imports.lines import BadLine
from daybook.operations.imports.report import ImportReport
from daybook.operations.imports.undo import undo_import
from daybook.operations.models import ImportBatch
from daybook.patients.models import Patient, Phone, SearchTerm
from daybook.patients.queries import search
from daybook.patients.warnings import read_warnings
from daybook.records.models import Prescription, Visit
from daybook.tenancy import vault
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.operations.imports.fhir_samples import SMALL, WHOLE, first

ADDED = {"practitioner": 17, "patient": 5, "allergy": 8, "branch": 1, "appointment": 98, "visit": 98}
KNOWN = {"practitioner": 17, "patient": 5, "allergy": 8, "appointment": 98, "visit": 98}
MODELS = (Prescription, Visit, Appointment, Patient, Phone, SearchTerm, Practitioner, Branch)
# The name that the sample's identifiers give.
KEY = derived(find_files(SMALL)).key
pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return factories.make_clinic("moving")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "export"))


def quiet(progress: Progress) -> None:
    """Shows nothing."""


def take_in(folder: Path, clinic: Clinic) -> ImportReport:
    return run_import(folder, clinic.slug, progress=quiet)


def bare(row: Any) -> str:
    """The source's id of a row."""
    return str(row.external_id.partition("|")[2])


def rows(clinic: Clinic) -> dict[str, int]:
    with clinic_scope(clinic):
        return {model.__name__: model.objects.count() for model in MODELS}


def edit(path: Path, number: int, change: Callable[[dict[str, Any]], object] | str) -> None:
    """Change the line `number` (from 1) of a file: by a function of its JSON, or into a text."""
    lines = path.read_text().splitlines()
    if isinstance(change, str):
        lines[number - 1] = change
    else:
        resource = json.loads(lines[number - 1])
        change(resource)
        lines[number - 1] = json.dumps(resource)
    path.write_text("\n".join(lines) + "\n")


def assert_adds_up(done: ImportReport) -> None:
    """Every line that the files hold has become something."""
    for kind, lines in done.lines.items():
        assert lines.read == sum(lines.outcomes.values()), kind


def encounters(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "Encounter.000.ndjson").read_text().splitlines()]


def test_it_takes_in_every_row_with_its_batch(clinic: Clinic) -> None:
    done = take_in(SMALL, clinic)
    assert done.added == ADDED
    assert (done.known, done.bad.count, done.partly.count) == ({}, 0, 0)
    with clinic_scope(clinic):
        for model in (Visit, Appointment, Patient, Practitioner, Branch):
            batches = set(model.objects.values_list("import_batch_id", flat=True))
            assert batches == {done.batch_id}
        batch = ImportBatch.objects.get(id=done.batch_id)
        assert (batch.state, batch.added, batch.bad_count) == ("finished", done.added, 0)
        assert batch.actor_label == "FHIR import"


def test_patients_have_names_phones_addresses_and_languages(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    source = first("Patient")
    with clinic_scope(clinic):
        patient = Patient.objects.get(external_id=KEY(source["id"]))
        name = source["name"][0]
        assert patient.name == " ".join([*name["given"], name["family"]])
        assert patient.address.startswith(source["address"][0]["line"][0])
        assert (patient.language, patient.sex) == ("en", source["gender"])
        assert (patient.born_on, patient.born_precision) == (date.fromisoformat(source["birthDate"]), "day")
        [phone] = Phone.objects.filter(patient=patient)
        assert phone.number == "+1" + source["telecom"][0]["value"].replace("-", "")
        assert sorted(Patient.objects.values_list("file_number", flat=True)) == [1, 2, 3, 4, 5]
        assert Profile.objects.get().next_file_number == 6
        for typed in (name["family"][:5], phone.number[-4:], name["given"][0].upper()):
            assert patient.id in {hit.id for hit in search(typed)}


def test_visits_keep_their_patient_practitioner_and_times(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    npis = {}
    for line in (SMALL / "Practitioner.000.ndjson").read_text().splitlines():
        person = json.loads(line)
        npis[person["identifier"][0]["value"]] = person["name"][0]
    with clinic_scope(clinic):
        found = {bare(row): row for row in Appointment.objects.select_related("practitioner", "patient")}
        for visit in encounters(SMALL):
            row = found.pop(visit["id"])
            name = npis[visit["participant"][0]["individual"]["reference"].split("|")[1]]
            assert row.practitioner.name == f"Dr. {name['given'][0]} {name['family']}"
            assert f"Patient/{bare(row.patient)}" == visit["subject"]["reference"]
            assert row.starts_at == datetime.fromisoformat(visit["period"]["start"])
            assert row.ends_at == datetime.fromisoformat(visit["period"]["end"])
            assert row.status == "done"
        assert not found


def test_what_a_visit_was_for_is_sealed(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    visit = next(one for one in encounters(SMALL) if "reasonCode" in one)
    with clinic_scope(clinic):
        row = Appointment.objects.get(external_id=KEY(visit["id"]))
        place = visit["location"][0]["location"]["display"]
        reason = visit["reasonCode"][0]["coding"][0]["display"]
        assert read_note(row) == f"{visit['type'][0]['text']}\nReason: {reason}\nAt: {place}"
        assert reason.encode() not in bytes(row.note_sealed or b"")


def test_a_second_run_adds_nothing(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    before = rows(clinic)
    again = take_in(SMALL, clinic)
    assert again.added == {}
    assert again.known == KNOWN
    assert rows(clinic) == before
    with clinic_scope(clinic):
        assert Profile.objects.get().next_file_number == 6


def test_a_second_run_adds_what_is_new(clinic: Clinic, folder: Path) -> None:
    path = folder / "Encounter.000.ndjson"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:90]))
    take_in(folder, clinic)
    # The rest comes alone: what it refers to is in the clinic already.
    path.write_text("".join(lines[90:]))
    (folder / "Patient.000.ndjson").unlink()
    assert take_in(folder, clinic).added == {"appointment": 8, "visit": 8}


def test_a_broken_line_is_reported_and_the_rest_goes_in(clinic: Clinic, folder: Path) -> None:
    path = folder / "Encounter.000.ndjson"
    edit(path, 3, '{"resourceType": "Encounter", ')
    edit(path, 5, lambda visit: visit.update(subject={"reference": "Patient/nobody"}))
    npi = "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1"
    edit(path, 7, lambda visit: visit.update(participant=[{"individual": {"reference": npi}}]))
    edit(path, 9, lambda visit: visit["period"].update(end="2020-02-30T10:00:00Z"))
    done = take_in(folder, clinic)
    assert done.added["appointment"] == 94
    name = "Encounter.000.ndjson"
    of_encounters = [line for line in done.bad.kept if line.file == name]
    assert sorted(of_encounters, key=lambda line: line.number) == [
        BadLine(name, 3, "The line is not valid JSON."),
        BadLine(name, 5, "subject: there is no such patient."),
        BadLine(name, 7, "participant: there is no such practitioner."),
        BadLine(name, 9, "end is a time that does not exist."),
    ]
    # What was found at a visit that could not be taken is told too.
    others = {line.reason for line in done.bad.kept if line.file != name}
    assert others == {"encounter: no such visit was taken in."}
    assert_adds_up(done)
    with clinic_scope(clinic):
        batch = ImportBatch.objects.get()
        assert batch.bad_count == done.bad.count
        assert [name, 3, "The line is not valid JSON."] in batch.bad_lines


def test_what_a_file_has_no_room_for_is_reported(clinic: Clinic, folder: Path) -> None:
    def change(patient: dict[str, Any]) -> None:
        patient["telecom"] = [
            {"system": "phone", "value": "ask the neighbour"},
            {"system": "phone", "value": "+91 90000 01234"},
            {"system": "email", "value": "none"},
        ]
        patient.pop("deceasedDateTime", None)
        patient["deceasedBoolean"] = True

    edit(folder / "Patient.000.ndjson", 1, change)
    done = take_in(folder, clinic)
    assert done.added["patient"] == 5
    assert [(line.number, line.reason) for line in done.partly.kept] == [
        (1, "A phone cannot be read as a number."),
        (1, "An e-mail address is none."),
    ]
    with clinic_scope(clinic):
        patient = Patient.objects.get(external_id=KEY(first("Patient")["id"]))
        assert list(Phone.objects.filter(patient=patient).values_list("number", flat=True)) == [
            "+919000001234"
        ]
        assert "Deceased" in read_warnings(patient).alerts


def test_a_line_that_the_database_refuses_is_left_out_alone(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(source: FhirPatient, *rest: Any) -> PatientRows:
        found = patient_rows(source, *rest)
        if source.id == first("Patient")["id"]:
            found.patient.language = "far too long for its column"
        return found

    monkeypatch.setattr(write_people, "patient_rows", spoil)
    done = take_in(SMALL, clinic)
    assert done.added["patient"] == 4
    assert done.bad.kept[0] == BadLine("Patient.000.ndjson", 1, "The line cannot be stored.")
    with clinic_scope(clinic):
        assert sorted(Patient.objects.values_list("file_number", flat=True)) == [1, 2, 3, 4]


def test_reports_stay_small_however_many_lines_are_broken(
    clinic: Clinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_KEPT", 3)
    for path in folder.glob("*.ndjson"):
        path.write_text("")
    (folder / "Encounter.000.ndjson").write_text("{\n" * 10)
    done = take_in(folder, clinic)
    assert (done.bad.count, [line.number for line in done.bad.kept]) == (10, [1, 2, 3])


def test_imported_visits_may_overlap_and_do_not_block_the_book(clinic: Clinic, folder: Path) -> None:
    [one, *_rest] = encounters(folder)
    twin = one | {"id": "twin"}
    with (folder / "Encounter.000.ndjson").open("a") as stream:
        stream.write(json.dumps(twin) + "\n")
    assert take_in(folder, clinic).added["appointment"] == 99


def test_undo_leaves_nothing(clinic: Clinic) -> None:
    patient = factories.make_patient(clinic, "Asha Own", "+919000001111", file_number=77)
    before = rows(clinic)
    done = take_in(SMALL, clinic)
    with clinic_scope(clinic):
        row = Appointment.objects.exclude(note_sealed=None).first()
        assert row
    removed = undo_import(clinic.slug, done.batch_id, actor=IMPORTER)
    assert removed == {"visit": 98, "appointment": 98, "patient": 5, "practitioner": 17, "branch": 1}
    assert rows(clinic) == before
    with clinic_scope(clinic):
        assert ImportBatch.objects.get().state == "undone"
        assert Patient.objects.get().id == patient.id
        with pytest.raises(vault.Destroyed):
            read_note_strictly(row)


def read_note_strictly(row: Appointment) -> bytes:
    place = vault.Place("booking_appointment", "note", row.id)
    assert row.patient_id
    return vault.unseal(vault.Subject.patient(row.patient_id), place, bytes(row.note_sealed or b""))


def test_after_an_undo_the_same_files_can_be_taken_in_again(clinic: Clinic) -> None:
    done = take_in(SMALL, clinic)
    undo_import(clinic.slug, done.batch_id, actor=IMPORTER)
    assert take_in(SMALL, clinic).added["appointment"] == 98
    with pytest.raises(Refused, match="taken back already"):
        undo_import(clinic.slug, done.batch_id, actor=IMPORTER)


def test_undo_takes_only_its_own_batch(clinic: Clinic, folder: Path) -> None:
    take_in(SMALL, clinic)
    before = rows(clinic)
    edit(folder / "Patient.000.ndjson", 1, lambda patient: patient.update(id="someone-new"))
    second = take_in(folder, clinic)
    assert second.added == {"patient": 1}
    undo_import(clinic.slug, second.batch_id, actor=IMPORTER)
    assert rows(clinic) == before


def build_appointment(clinic: Clinic) -> None:
    who = factories.make_practitioner(clinic)
    with clinic_scope(clinic):
        patient = Patient.objects.filter(import_batch_id__isnull=False).first()
    factories.make_appointment(who, factories.make_branch(clinic), patient)


def build_hours(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        who = Practitioner.objects.earliest("id")
    factories.make_hours(who, factories.make_branch(clinic), time(9), time(10), weekdays=[0])


def build_change(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        changed = Patient.objects.earliest("id").id
        Patient.objects.filter(id=changed).update(address="elsewhere", version=2)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (build_appointment, "1 appointment"),
        (build_hours, "1 setting"),
        (build_change, "1 changed row"),
    ],
)
def test_undo_refuses_when_something_was_built_on_it(
    clinic: Clinic, build: Callable[[Clinic], None], words: str
) -> None:
    done = take_in(SMALL, clinic)
    build(clinic)
    before = rows(clinic)
    with pytest.raises(Refused, match=words):
        undo_import(clinic.slug, done.batch_id, actor=IMPORTER)
    assert rows(clinic) == before


def test_undo_is_refused_when_a_table_it_does_not_know_refers_to_a_row(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = take_in(SMALL, clinic)

    class Guarded:
        objects = property(lambda self: self)

        def filter(self, **_found: object) -> "Guarded":
            return self

        def values_list(self, *_fields: str, **_how: bool) -> list[object]:
            return [done.batch_id]

        def delete(self) -> tuple[int, dict[str, int]]:
            raise IntegrityError

    guarded = Guarded()
    monkeypatch.setattr("daybook.operations.imports.undo._built_on", lambda _batch: iter(()))
    monkeypatch.setattr("daybook.operations.imports.undo.TABLES", (("appointment", guarded),))
    with pytest.raises(Refused, match="built on this import"):
        undo_import(clinic.slug, done.batch_id, actor=IMPORTER)


def test_another_clinic_cannot_take_it_back_and_sees_nothing(clinic: Clinic) -> None:
    stranger = factories.make_clinic("stranger")
    done = take_in(SMALL, clinic)
    with pytest.raises(Refused, match="no such import"):
        undo_import(stranger.slug, done.batch_id, actor=IMPORTER)
    assert set(rows(stranger).values()) == {0}
    # The same export into a second clinic is that clinic's own.
    assert take_in(SMALL, stranger).added["patient"] == 5


def test_only_who_may_import_can(clinic: Clinic) -> None:
    receptionist = factories.actor_for(factories.make_member(clinic, Role.RECEPTIONIST))
    with pytest.raises(Refused, match="Your role"):
        run_import(SMALL, clinic.slug, progress=quiet, actor=receptionist)
    owner = factories.actor_for(factories.make_member(clinic, Role.OWNER))
    done = run_import(SMALL, clinic.slug, progress=quiet, actor=owner)
    with pytest.raises(Refused, match="Your role"):
        undo_import(clinic.slug, done.batch_id, actor=receptionist)
    with clinic_scope(clinic):
        assert ImportBatch.objects.get().actor_id == owner.id


def test_the_trail_tells_of_every_piece(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "PIECE", 40)
    done = take_in(SMALL, clinic)
    undo_import(clinic.slug, done.batch_id, actor=IMPORTER)
    found = factories.trail(clinic, on=done.batch_id)
    assert Counter(verb for verb, _details in found) == Counter(
        {"import.started": 1, "import.added": 6, "import.finished": 1, "import.undone": 1}
    )
    added = [details for verb, details in found if verb == "import.added"]
    assert sum(details.get("appointment", 0) for details in added) == 98


def test_an_import_that_is_stopped_keeps_its_pieces_and_can_be_taken_back_or_gone_on_with(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "PIECE", 30)
    monkeypatch.setattr("daybook.operations.imports.fhir.read.STEP", 10)

    def pull_the_plug(progress: Progress) -> None:
        if progress.file.startswith("Encounter") and progress.lines >= 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(SMALL, clinic.slug, progress=pull_the_plug)
    with clinic_scope(clinic):
        batch = ImportBatch.objects.get()
        assert (batch.state, Appointment.objects.count()) == ("stopped", 30)
    assert take_in(SMALL, clinic).added == {"appointment": 68, "visit": 68}


def test_an_import_that_is_taken_back_meanwhile_ends(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "PIECE", 30)
    monkeypatch.setattr("daybook.operations.imports.fhir.read.STEP", 10)

    def take_back(progress: Progress) -> None:
        if progress.file.startswith("Encounter") and progress.lines == 50:
            with clinic_scope(clinic):
                batch_id = ImportBatch.objects.get().id
            undo_import(clinic.slug, batch_id, actor=IMPORTER)

    with pytest.raises(Refused, match="taken back while"):
        run_import(SMALL, clinic.slug, progress=take_back)
    assert set(rows(clinic).values()) == {0}
    with clinic_scope(clinic):
        assert ImportBatch.objects.get().state == "undone"


def arguments(**given: object) -> argparse.Namespace:
    return argparse.Namespace(**{"folder": SMALL, "clinic": "moving", "undo": None, "source": "", **given})


def test_the_command_tells_what_went_in_and_how_to_take_it_back(
    clinic: Clinic, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder / "Encounter.000.ndjson", 3, "{")
    assert command.run(arguments(folder=folder)) == 0
    said = capsys.readouterr()
    assert (
        "Added: 17 practitioners, 5 patients, 8 allergies, 1 branch, 97 appointments, 97 visits" in said.out
    )
    assert "Encounter.000.ndjson, line 3: The line is not valid JSON." in said.out
    assert "100 %  Encounter.000.ndjson: 98 lines" in said.err
    batch = said.out.split("--undo ")[1].strip()
    assert command.run(arguments(undo=batch)) == 0
    assert "Taken back: 97 visits, 97 appointments, 5 patients" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"clinic": "nowhere"}, "no clinic of that name"),
        ({"folder": Path("gone")}, "cannot be read"),
        ({"undo": "7"}, "no import's number"),
        ({"undo": str(uuid4())}, "no such import"),
    ],
)
def test_the_command_says_in_words_what_cannot_be_done(
    clinic: Clinic, given: dict[str, object], words: str
) -> None:
    with pytest.raises(CommandFailed, match=words):
        command.run(arguments(**given))


@pytest.mark.slow
@pytest.mark.skipif(not WHOLE.is_dir(), reason="the whole sample does not lie beside the checkout")
def test_the_whole_sample_goes_in_once_and_out_again(clinic: Clinic) -> None:
    done = take_in(WHOLE, clinic)
    assert done.added == {
        "practitioner": 43,
        "patient": 13,
        "allergy": 11,
        "branch": 1,
        "appointment": 1215,
        "visit": 1215,
    }
    assert (done.bad.count, done.partly.count) == (0, 0)
    assert_adds_up(done)
    assert sum(lines.read for lines in done.lines.values()) == 3873
    assert {kind: dict(lines.outcomes) for kind, lines in done.lines.items()} == {
        "Organization": {"name": 43},
        "Location": {"name": 44},
        "Practitioner": {"added": 43},
        "Patient": {"added": 13},
        "AllergyIntolerance": {"added": 11},
        "Condition": {"added": 555},
        "MedicationRequest": {"added": 1376, "same": 369},
        "Immunization": {"added": 161},
        "Encounter": {"added": 1215},
        "PractitionerRole": {"alone": 43},
    }
    again = take_in(WHOLE, clinic)
    assert again.added == {}
    assert again.bad.count == 0
    assert_adds_up(again)
    undo_import(clinic.slug, done.batch_id, actor=IMPORTER)
    assert set(rows(clinic).values()) == {0}

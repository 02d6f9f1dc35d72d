"""The clinical part of an import: what the visits and the files say afterwards, and what is told of each line."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from daybook.booking.models import Appointment
from daybook.lib.refused import Refused
from daybook.operations.imports.fhir import command
from daybook.operations.imports.fhir.read import find_files
from daybook.operations.imports.fhir.source import derived
from daybook.operations.imports.fhir.write import IMPORTER
from daybook.operations.imports.lines import BadLine
from daybook.operations.imports.undo import undo_import
from daybook.patients.models import Consent, Patient
from daybook.patients.warnings import read_warnings
from daybook.records.models import Amendment, Attachment, Prescription, Visit
from daybook.records.queries import story
from daybook.records.sealed import Content, open_content, seal_amendment
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.operations.imports.fhir_samples import SMALL
from tests.operations.imports.test_fhir_import import (
    arguments,
    assert_adds_up,
    clinic,
    edit,
    folder,
    rows,
    take_in,
)

__all__ = ["clinic", "folder"]
KEY = derived(find_files(SMALL)).key
pytestmark = pytest.mark.django_db


def resources(kind: str, folder: Path = SMALL) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{kind}.000.ndjson").read_text().splitlines()]


def at_encounter(kind: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in resources(kind):
        found.setdefault(one["encounter"]["reference"].removeprefix("Encounter/"), []).append(one)
    return found


def said(visit: Visit) -> Content:
    return open_content(visit, Prescription.objects.filter(visit=visit).first())


def visit_of(encounter: str) -> Visit:
    return Visit.objects.select_related("practitioner", "patient").get(external_id=KEY(encounter))


def test_every_past_encounter_is_a_signed_visit_with_its_times_and_its_practitioner(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    with clinic_scope(clinic):
        for encounter in resources("Encounter"):
            visit = visit_of(encounter["id"])
            assert (visit.state, visit.signed_by) == ("signed", visit.practitioner.name)
            assert visit.started_at == datetime.fromisoformat(encounter["period"]["start"])
            assert visit.finished_at == datetime.fromisoformat(encounter["period"]["end"])
            assert visit.appointment_id == Appointment.objects.get(external_id=KEY(encounter["id"])).id
            assert encounter["subject"]["reference"].endswith(visit.patient.external_id.partition("|")[2])


def test_a_visit_says_every_diagnosis_medicine_and_immunization_of_its_encounter(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    found = {kind: at_encounter(kind) for kind in ("Condition", "MedicationRequest", "Immunization")}
    with clinic_scope(clinic):
        for encounter in resources("Encounter"):
            content = said(visit_of(encounter["id"]))
            conditions, orders, vaccines = (each.get(encounter["id"], []) for each in found.values())
            assert {each.text for each in content.note.diagnoses} == {
                one["code"]["text"] for one in conditions
            }
            assert {each.code for each in content.note.diagnoses} <= {None}
            names = {one["medicationCodeableConcept"]["text"].split()[0] for one in orders}
            assert {each.medicine.split()[0] for each in content.lines} == names
            assert set(content.note.given) == {
                f"Immunization: {one['vaccineCode']['text']}" for one in vaccines
            }
            assert content.note.complaint


def test_what_a_visit_says_cannot_be_read_in_the_database(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    with clinic_scope(clinic):
        for one in resources("Condition")[:5]:
            visit = visit_of(one["encounter"]["reference"].removeprefix("Encounter/"))
            assert one["code"]["text"].encode() not in bytes(visit.note_sealed or b"")


def test_allergies_stand_in_the_sealed_part_of_the_file(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    of = {one["patient"]["reference"].removeprefix("Patient/") for one in resources("AllergyIntolerance")}
    with clinic_scope(clinic):
        for patient in Patient.objects.all():
            told = read_warnings(patient).allergies
            assert bool(told) == (str(patient.external_id).partition("|")[2] in of)
        [patient] = Patient.objects.filter(external_id__in=[KEY(each) for each in of])
        lines = read_warnings(patient).allergies.split("\n")
        assert len(lines) == 8
        assert "Aspirin: low risk" in lines
        assert "Latex (substance): low risk, reaction: Wheal (finding)" in lines


def test_the_story_of_decades_is_one_query(
    clinic: Clinic, django_assert_num_queries: Callable[[int], Any]
) -> None:
    take_in(SMALL, clinic)
    with clinic_scope(clinic):
        patient = Patient.objects.first()
        assert patient
        with django_assert_num_queries(1):
            lines = story(patient.id)
            assert all(line.title for line in lines)
        assert len(lines) == Visit.objects.filter(patient=patient).count()


def test_every_line_is_told_of_in_a_table_that_adds_up(
    clinic: Clinic, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "PractitionerRole.000.ndjson").write_text('{"resourceType": "PractitionerRole"}\n\n{}\n')
    edit(folder / "Condition.000.ndjson", 2, "{")
    assert command.run(arguments(folder=folder)) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    table = {row[0]: [int(cell) for cell in row[1:]] for row in rows if len(row) == 8 and row[-1].isdigit()}
    # Lines; added, said twice, there already, name only, no place for it, left out.
    assert table["Condition"] == [58, 57, 0, 0, 0, 0, 1]
    assert table["Organization"] == [17, 0, 0, 0, 17, 0, 0]
    assert table["PractitionerRole"] == [2, 0, 0, 0, 0, 2, 0]
    assert all(row[0] == sum(row[1:]) for row in table.values())
    total = table.pop("All")
    assert total == [sum(column) for column in zip(*table.values(), strict=True)]
    lines = [line for path in folder.glob("*.ndjson") for line in path.read_text().splitlines() if line]
    assert total[0] == len(lines)


def test_a_second_run_knows_every_line(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    before = rows(clinic)
    again = take_in(SMALL, clinic)
    assert (again.added, again.bad.count) == ({}, 0)
    assert {kind: dict(lines.outcomes) for kind, lines in again.lines.items()} == {
        "Organization": {"name": 17},
        "Location": {"name": 17},
        "Practitioner": {"known": 17},
        "Patient": {"known": 5},
        "AllergyIntolerance": {"known": 8},
        "Condition": {"known": 58},
        "MedicationRequest": {"known": 23},
        "Immunization": {"known": 64},
        "Encounter": {"known": 98},
    }
    assert rows(clinic) == before


def test_appointments_of_an_earlier_import_get_their_visits(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    with clinic_scope(clinic):
        Visit.objects.all().delete()
        Patient.objects.update(allergies_sealed=None)
    again = take_in(SMALL, clinic)
    assert again.added == {"allergy": 8, "visit": 98}
    assert_adds_up(again)
    with clinic_scope(clinic):
        assert Appointment.objects.count() == 98


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        (
            "Condition",
            {"encounter": {"reference": "Encounter/none"}},
            "encounter: no such visit was taken in.",
        ),
        (
            "Condition",
            {"subject": {"reference": "Patient/none"}},
            "It is of another patient than its encounter.",
        ),
        ("MedicationRequest", {"status": "draft"}, "status says that it was not ordered."),
        ("Immunization", {"status": "not-done"}, "status says that it was not given."),
        (
            "AllergyIntolerance",
            {"patient": {"reference": "Patient/none"}},
            "patient: there is no such patient.",
        ),
    ],
)
def test_a_line_that_cannot_be_taken_is_told_and_the_rest_goes_in(
    clinic: Clinic, folder: Path, kind: str, change: dict[str, Any], words: str
) -> None:
    name = f"{kind}.000.ndjson"
    edit(folder / name, 2, lambda resource: resource.update(change))
    done = take_in(folder, clinic)
    assert done.bad.kept == [BadLine(name, 2, words)]
    assert done.added["visit"] == 98
    assert done.lines[kind].outcomes["added"] == done.lines[kind].read - 1
    assert_adds_up(done)


def test_what_was_found_at_another_patients_visit_is_not_written_into_it(
    clinic: Clinic, folder: Path
) -> None:
    one = resources("Condition")[0]
    other = next(
        each for each in resources("Patient") if f"Patient/{each['id']}" != one["subject"]["reference"]
    )
    change = {"subject": {"reference": f"Patient/{other['id']}"}, "code": {"text": "Somebody else's"}}
    edit(folder / "Condition.000.ndjson", 1, lambda resource: resource.update(change))
    assert [line.reason for line in take_in(folder, clinic).bad.kept] == [
        "It is of another patient than its encounter."
    ]
    with clinic_scope(clinic):
        content = said(visit_of(one["encounter"]["reference"].removeprefix("Encounter/")))
        assert "Somebody else's" not in {each.text for each in content.note.diagnoses}
    assert take_in(folder, clinic).bad.count == 1


def test_what_comes_after_its_visit_was_signed_is_told_and_changes_nothing(
    clinic: Clinic, folder: Path
) -> None:
    take_in(folder, clinic)
    edit(folder / "Condition.000.ndjson", 1, lambda one: one.update(code={"text": "Found later"}))
    edit(folder / "AllergyIntolerance.000.ndjson", 1, lambda one: one.update(code={"text": "Found later"}))
    again = take_in(folder, clinic)
    assert [(line.file, line.number) for line in again.bad.kept] == [("Condition.000.ndjson", 1)]
    assert "amendment" in again.bad.kept[0].reason
    # The file was not touched in the clinic, so the allergy goes in.
    assert again.added == {"allergy": 1}


def test_a_file_that_was_changed_here_keeps_its_allergies(clinic: Clinic, folder: Path) -> None:
    take_in(folder, clinic)
    edit(folder / "AllergyIntolerance.000.ndjson", 1, lambda one: one.update(code={"text": "Found later"}))
    with clinic_scope(clinic):
        Patient.objects.update(version=2)
    again = take_in(folder, clinic)
    assert again.added == {}
    assert "add the allergy by hand" in again.bad.kept[0].reason
    assert_adds_up(again)


def test_an_encounter_that_was_called_off_has_no_visit(clinic: Clinic, folder: Path) -> None:
    encounters = resources("Encounter")
    with_conditions = at_encounter("Condition")
    number, one = next((n, each) for n, each in enumerate(encounters, 1) if each["id"] in with_conditions)
    edit(folder / "Encounter.000.ndjson", number, lambda each: each.update(status="cancelled"))
    done = take_in(folder, clinic)
    assert (done.added["appointment"], done.added["visit"]) == (98, 97)
    conditions = [line for line in done.bad.kept if line.file.startswith("Condition")]
    assert len(conditions) == len(with_conditions[one["id"]])
    assert conditions[0].reason == "encounter: it was called off, so there is no visit."
    assert_adds_up(done)


def test_more_than_a_prescription_has_room_for_is_told(clinic: Clinic, folder: Path) -> None:
    one = resources("MedicationRequest")[0]
    there = len(at_encounter("MedicationRequest")[one["encounter"]["reference"].removeprefix("Encounter/")])
    with (folder / "MedicationRequest.000.ndjson").open("a") as stream:
        for n in range(31):
            stream.write(
                json.dumps(one | {"id": f"m{n}", "medicationCodeableConcept": {"text": f"M{n}"}}) + "\n"
            )
    done = take_in(folder, clinic)
    assert [line.reason for line in done.bad.kept] == ["The visit has no room for more than 30."] * (
        1 + there
    )
    assert_adds_up(done)


def test_what_two_lines_say_of_one_visit_stands_there_once(clinic: Clinic, folder: Path) -> None:
    one = resources("MedicationRequest")[0]
    with (folder / "MedicationRequest.000.ndjson").open("a") as stream:
        stream.write(json.dumps(one | {"id": "once-more"}) + "\n")
    before = take_in(SMALL, factories.make_clinic("before")).lines["MedicationRequest"].outcomes
    done = take_in(folder, clinic).lines["MedicationRequest"].outcomes
    assert done == {**before, "same": before.get("same", 0) + 1}
    with clinic_scope(clinic):
        lines = said(visit_of(one["encounter"]["reference"].removeprefix("Encounter/"))).lines
        assert len(lines) == len(set(lines))


def test_undo_takes_visits_prescriptions_and_allergies_back(clinic: Clinic) -> None:
    done = take_in(SMALL, clinic)
    removed = undo_import(clinic.slug, done.batch_id, actor=IMPORTER)
    assert removed == {"visit": 98, "appointment": 98, "patient": 5, "practitioner": 17, "branch": 1}
    assert set(rows(clinic).values()) == {0}


def build_amendment(visit: Visit) -> None:
    row = Amendment(visit=visit, number=1, by_label="Dr Iyer")
    row.content_sealed = seal_amendment(visit.patient_id, row.id, "late", said(visit))
    row.save()


def build_attachment(visit: Visit) -> None:
    Attachment.objects.create(
        patient=visit.patient, name_sealed=b"x", kind="image/png", size=1, added_by="Asha"
    )


def build_visit(visit: Visit) -> None:
    Visit.objects.create(patient=visit.patient, practitioner=visit.practitioner, branch_id=visit.branch_id)


def build_consent(visit: Visit) -> None:
    Consent.objects.create(
        patient=visit.patient, purpose="reminder", wording=1, language="en", method="desk", given_to="Asha"
    )


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (build_amendment, "1 amendment"),
        (build_attachment, "1 file"),
        (build_visit, "1 visit"),
        (build_consent, "1 consent"),
    ],
)
def test_undo_refuses_when_something_was_built_on_a_visit(
    clinic: Clinic, build: Callable[[Visit], None], words: str
) -> None:
    done = take_in(SMALL, clinic)
    with clinic_scope(clinic):
        visit = Visit.objects.select_related("patient", "practitioner").first()
        assert visit
        build(visit)
    before = rows(clinic)
    with pytest.raises(Refused, match=words):
        undo_import(clinic.slug, done.batch_id, actor=IMPORTER)
    assert rows(clinic) == before


def test_a_visit_that_was_opened_here_stays_as_it_is(clinic: Clinic) -> None:
    take_in(SMALL, clinic)
    with clinic_scope(clinic):
        row = Visit.objects.filter(appointment__isnull=False).first()
        assert row
        Visit.objects.filter(id=row.id).update(external_id=None, import_batch_id=None, note_sealed=None)
        Prescription.objects.filter(visit=row).delete()
    again = take_in(SMALL, clinic)
    assert again.added == {}
    assert_adds_up(again)
    with clinic_scope(clinic):
        assert Visit.objects.get(id=row.id).note_sealed is None

"""The visit as a practitioner meets it. In the light, on a phone, and from the queue to the bill: test_whole_day.py."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pytest_django.plugin import DjangoDbBlocker

from daybook.audit.actor import Actor
from daybook.booking.actions.check_in import check_in
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.patients.warnings import seal_warning
from daybook.records.actions.open_visit import open_visit
from daybook.records.lines import Line
from daybook.records.models import Prescription, Visit
from daybook.records.note import Diagnosis, Note
from daybook.records.sealed import seal_lines, seal_note
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.browser.conftest import Sit, Site, faults_of, picture, switch

DOCTOR, DESK = "meera.rao@sunrise.example", "desk2@sunrise.example"
MEERA = Actor("staff", "tests", "Dr Meera Rao", "practitioner")
AMLODIPINE = Line("Amlodipine", "5 mg", "tablet", "1-0-0", "after_food", "30", "ఉదయం, రోజూ")


@pytest.fixture(scope="module")
def visits(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """Addresses of open visits of patients who were here eight times before and do not take penicillin."""
    with django_db_blocker.unblock():
        clinic = Clinic.objects.get(slug="sunrise")
        yield [_visit(clinic, name) for name in ("Imran Sheikh", "Kavya Chowdary")]


def _visit(clinic: Clinic, name: str) -> str:
    patient = factories.make_patient(
        clinic, name, "+919000012345", sex="male", language="te", file_number=9000 + len(name)
    )
    with clinic_scope(clinic):
        doctor, branch = (
            Practitioner.objects.get(name="Dr Meera Rao"),
            Branch.objects.order_by("position").first(),
        )
        assert branch is not None
        sealed = seal_warning(patient.id, "allergies", "Penicillin: rash, 2019")
        Patient.objects.filter(pk=patient.pk).update(
            allergies_sealed=sealed, born_on=clock.now().date() - timedelta(days=42 * 366)
        )
        for ago in range(8, 0, -1):
            _earlier(patient, doctor, branch, ago)
        entry = check_in(actor=MEERA, entry_id=uuid7(), patient=patient, practitioner=doctor, branch=branch)
    with clinic_scope(clinic):
        found = open_visit(actor=MEERA, entry=entry)
    return f"/c/sunrise/visits/{found.id}/"


def _earlier(patient: Patient, doctor: Practitioner, branch: Branch, ago: int) -> None:
    at = clock.now() - timedelta(days=45 * ago)
    visit = Visit(
        patient=patient, practitioner=doctor, branch=branch, started_at=at, finished_at=at, state="signed"
    )
    note = Note(
        complaint="BP review",
        advice="Salt, walk.",
        vitals={
            "systolic": 130 + 3 * ago,
            "diastolic": 80 + 2 * ago,
            "weight_g": 81000 + 300 * ago,
            "height_mm": 1730,
        },
        diagnoses=(Diagnosis("Essential (primary) hypertension", "I10"),),
    )
    visit.note_sealed = seal_note(patient.id, visit.id, note)
    visit.save(force_insert=True)
    paper = Prescription(visit=visit)
    paper.lines_sealed = seal_lines(patient.id, paper.id, [AMLODIPINE])
    paper.save(force_insert=True)


def test_a_note_is_written_signed_and_amended(sit: Sit, visits: list[str]) -> None:
    page = sit(DOCTOR).open(visits[0])
    expect(page.locator(".warnings")).to_contain_text("Penicillin")
    expect(page.locator(".story-line")).to_have_count(8)
    page.get_by_label("BP mmHg").fill("134/84")
    page.get_by_label("Weight kg").fill("81.5")
    page.get_by_label("Height cm").fill("173")
    page.get_by_label("Complaint").fill("BP review. Occasional headache in the evening.")
    page.get_by_role("combobox", name="Diagnosis").press_sequentially("hyperten")
    expect(page.locator("#diagnosis-options [role=option]").first).to_contain_text("I10")
    page.get_by_role("combobox", name="Diagnosis").press("Enter")
    expect(page.locator(".chip")).to_contain_text("Essential (primary) hypertension")
    page.get_by_role("button", name="Repeat last").click()
    expect(page.locator(".rx-line")).to_have_count(1)
    page.locator("#add").fill("Amoxicillin")
    page.locator("#add").press("Enter")
    page.locator(".rx-dose").nth(1).fill("1 0 1")
    expect(page.locator(".allergy")).to_contain_text("penicillin")
    page.locator("#review_weeks").select_option("4")
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(page.locator("#bmi")).to_have_text("27.2")
    expect(page.locator("#book-review")).to_be_visible()
    picture(page, "visit-desktop-light")
    switch(page, "dark")
    assert faults_of(page) == []
    picture(page, "visit-desktop-dark")
    page.keyboard.press("Control+Enter")  # not before the allergy is answered
    expect(page.get_by_role("alert")).to_contain_text("prescribed all the same")
    page.get_by_label("Prescribe all the same").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".signed")).to_contain_text("Signed by Dr Meera Rao")
    switch(page, "light")
    picture(page, "visit-signed-light")
    page.get_by_role("link", name="Amend").click()
    page.get_by_label("Why is it changed?").fill("Headache was in the morning")
    page.get_by_label("Complaint").fill("BP review. Occasional headache in the morning.")
    picture(page, "visit-amending-light")
    page.get_by_role("button", name="Sign the amendment").click()
    expect(page.locator(".amendment")).to_contain_text("in the evening")
    assert faults_of(page) == []
    picture(page, "visit-amended-light")


def test_it_says_when_nothing_is_kept(sit: Sit, visits: list[str]) -> None:
    desk = sit(DOCTOR)
    page = desk.open(visits[1])
    desk.context.set_offline(True)
    page.get_by_label("Findings").fill("Chest clear")
    expect(page.locator("#saved")).to_have_text(re.compile("no connection"))
    desk.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved")
    desk.faults.clear()  # Chromium reports the lost connection as an error
    page.reload()
    expect(page.get_by_label("Findings")).to_have_value("Chest clear")


def test_a_second_tab_does_not_write_over_the_first(sit: Sit, visits: list[str]) -> None:
    desk = sit(DOCTOR)
    first, second = desk.open(visits[1]), desk.open(visits[1])
    first.get_by_label("Advice").fill("Rest")
    expect(first.locator("#saved")).to_contain_text("Saved")
    second.get_by_label("Advice").fill("Walk")
    expect(second.locator("#stale")).to_contain_text("Rest")
    second.get_by_role("button", name="Keep what I typed").click()
    expect(second.locator("#saved")).to_contain_text("Saved")
    second.reload()
    expect(second.get_by_label("Advice")).to_have_value("Walk")

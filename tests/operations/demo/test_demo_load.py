"""The loaded demo, looked at through the product's own reads. Loaded once for all of these."""

from collections.abc import Iterator
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Count
from pytest_django.plugin import DjangoDbBlocker

from daybook.accounts.models import Membership, User
from daybook.audit.models import Entry
from daybook.booking.models import Appointment, QueueCounter
from daybook.booking.notes import read_note
from daybook.booking.queries import day_book, next_free
from daybook.booking.queries_queue import queue_of_day
from daybook.clinics.models import Branch, Practitioner, Profile, Service
from daybook.lib import clock
from daybook.lib.zones import at_local
from daybook.operations.demo.load import load_demo
from daybook.operations.demo.logins import LOGINS
from daybook.operations.demo.shapes import DemoWorld
from daybook.operations.demo.world import build
from daybook.patients.models import Patient, Phone
from daybook.patients.queries import search
from daybook.patients.warnings import read_warnings
from daybook.records.models import TakenVitals
from daybook.records.sealed import open_taken
from daybook.scheduling.models import Holiday, Leave
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope

KOLKATA = ZoneInfo("Asia/Kolkata")
TODAY = date(2026, 11, 20)
NOW = at_local(TODAY, time(10, 40), KOLKATA)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DemoWorld]:
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen(NOW):
            load_demo()
        yield build(NOW)
        transaction.set_rollback(True)


@pytest.fixture
def sunrise(world: DemoWorld) -> Iterator[DemoWorld]:
    """Inside Sunrise's scope, at the moment of the demo."""
    with clinic_scope(Clinic.objects.get(slug="sunrise")), clock.frozen(NOW):
        yield world


def test_every_row_of_the_world_is_there(world: DemoWorld) -> None:
    for demo in world.clinics:
        with clinic_scope(Clinic.objects.get(slug=demo.facts.slug)):
            assert Patient.objects.count() == len(demo.patients)
            assert Appointment.objects.count() == len(demo.appointments)
            assert Membership.objects.count() == len(demo.facts.members)
            assert (Leave.objects.count(), Holiday.objects.count()) == (len(demo.leaves), len(demo.holidays))


def test_everyone_of_the_list_can_sign_in(world: DemoWorld) -> None:
    for login in LOGINS:
        user = User.objects.get(email=login.email)
        assert check_password(login.password, user.password)
        address = EmailAddress.objects.get(user=user)
        assert (address.email, address.verified, address.primary) == (login.email, True, True)


def test_the_shared_doctor_is_one_person_with_two_memberships(world: DemoWorld) -> None:
    user = User.objects.get(email="asha.iyer@doctors.example")
    for slug in ("sunrise", "lotus"):
        with clinic_scope(Clinic.objects.get(slug=slug)):
            membership = Membership.objects.get(user=user)
            assert Practitioner.objects.get(membership=membership).name == "Dr Asha Iyer"


def test_the_day_is_drawn_with_every_state(sunrise: DemoWorld) -> None:
    rows = day_book(Branch.objects.get(name="Kukatpally"), TODAY)
    assert {row.practitioner_id for row in rows} == set(Practitioner.objects.values_list("id", flat=True))
    assert {row.status for row in rows} >= {"done", "in_consultation", "arrived", "booked", "no_show"}
    assert [row.overbook_reason for row in rows if row.lane]


def test_whoever_is_here_has_a_token_and_one_walked_in(sunrise: DemoWorld) -> None:
    branch = Branch.objects.get(name="Kukatpally")
    lines = queue_of_day(branch, TODAY)
    booked = {
        row.id for row in day_book(branch, TODAY) if row.status in ("arrived", "in_consultation", "done")
    }
    assert {str(line.appointment_id) for line in lines if line.appointment_id} == booked
    assert [line.state for line in lines if line.appointment_id is None] == ["waiting"]
    for counter in QueueCounter.objects.all():
        numbers = {line.number for line in lines if line.letter == counter.letter}
        assert numbers == set(range(1, counter.last + 1))


def test_vitals_were_taken_of_one_who_waits(sunrise: DemoWorld) -> None:
    row = TakenVitals.objects.select_related("entry").get()
    assert row.entry.state == "waiting"
    assert open_taken(row.entry.patient_id, row)


def test_something_is_free_in_the_next_days(sunrise: DemoWorld) -> None:
    branch = Branch.objects.get(name="Kukatpally")
    service = Service.objects.get(name="Consultation")
    found = next_free([Practitioner.objects.get(name="Dr Meera Rao")], branch, service)
    assert len(found) == 3
    assert all(one.starts_at >= NOW for one in found)


def test_patients_are_found_in_the_script_that_is_typed_and_by_phone(sunrise: DemoWorld) -> None:
    patients = sunrise.clinics[0].patients
    for patient in (patients[0], next(one for one in patients if not one.name.isascii())):
        for typed in (patient.name.split()[-1], patient.phones[0][-6:]):
            assert patient.number in {hit.file_number for hit in search(typed, 50)}
    assert Profile.objects.get().next_file_number == len(patients) + 1


def test_families_share_a_phone(sunrise: DemoWorld) -> None:
    largest = Phone.objects.values("number").annotate(n=Count("id")).order_by("-n")[0]
    assert largest["n"] >= 3


def test_warnings_and_notes_are_sealed_and_open_again(sunrise: DemoWorld) -> None:
    demo = sunrise.clinics[0]
    told = {one.number: (one.allergies, one.alerts) for one in demo.patients if one.allergies or one.alerts}
    found = {patient.file_number: read_warnings(patient) for patient in Patient.objects.all()}
    assert {number: (one.allergies, one.alerts) for number, one in found.items() if one} == told
    noted = {one.note for one in demo.appointments if one.note}
    assert {read_note(row) for row in Appointment.objects.exclude(note_sealed=None)} == noted


def test_the_trail_tells_of_the_last_days(sunrise: DemoWorld) -> None:
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs >= {"appointment.booked", "appointment.arrived", "appointment.finished", "demo.loaded"}
    assert not Entry.objects.filter(at__gt=NOW).exists()

"""A clinic's first hour: each step is done on the page, sent twice is once, and what is wrong leaves nothing behind."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from daybook.accounts.permissions import Role
from daybook.booking.models import Appointment, QueueEntry
from daybook.clinics.kinds import USUAL, Kind
from daybook.clinics.models import Practitioner, Service
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.patients.sample import SAMPLE
from daybook.records.models import NoteTemplate
from daybook.records.starters import STARTERS
from daybook.scheduling.models import WeeklyHours
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.billing.till import Till
from tests.factories import client_for, make_branch, make_clinic, make_member, make_patient

pytestmark = pytest.mark.django_db
WHO = {
    "name": "Dr Alice Rao",
    "speciality": "Dentistry",
    "days": ["0", "2"],
    "first_from": "09:00",
    "first_to": "13:00",
    "then_from": "17:00",
    "then_to": "20:00",
}


@pytest.fixture
def clinic() -> Clinic:
    clinic = make_clinic(name="River Clinic", currency="INR")
    make_branch(clinic, "Main branch")
    return clinic


@pytest.fixture
def alice(clinic: Clinic) -> Client:
    return client_for(make_member(clinic, Role.OWNER, display_name="Alice"))


def url(clinic: Clinic, path: str = "") -> str:
    return f"/c/{clinic.slug}/start/{path}"


def filled_in(page: Any) -> dict[str, str]:
    """The first form of the services as the browser would send it, unchanged."""
    html = page.content.decode().partition("start/services/")[2].partition("</form>")[0]
    inputs = re.findall(r"<input [^>]*>", html)
    found = {}
    for each in inputs:
        name, value = (re.search(rf'\b{what}="([^"]*)"', each) for what in ("name", "value"))
        if name and ("checkbox" not in each or "checked" in each):
            found[name[1]] = value[1] if value else "on"
    return found


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_of_clinic_starts_as_it_is_offered(clinic: Clinic, alice: Client, kind: str) -> None:
    form = filled_in(alice.get(url(clinic, f"?kind={kind}")))
    assert alice.post(url(clinic, "services/"), form).status_code == 302
    assert alice.post(url(clinic, "services/"), form).status_code == 302  # sent twice
    with clinic_scope(clinic):
        rows = list(Service.objects.order_by("position"))
        assert [(row.name, row.minutes, row.price_minor, row.tax_class) for row in rows] == [
            (str(each.name), each.minutes, each.rupees * 100, each.tax_class) for each in USUAL[kind]
        ]
        assert set(NoteTemplate.objects.values_list("name", flat=True)) == {
            str(each.name) for each in STARTERS[kind]
        }


def test_only_what_is_ticked_is_offered_and_a_mistake_keeps_what_was_typed(
    clinic: Clinic, alice: Client
) -> None:
    form = filled_in(alice.get(url(clinic)))
    form.pop("take1")
    form |= {"name0": "Tea with the doctor", "minutes0": "2", "price2": "free"}
    answer = alice.post(url(clinic, "services/"), form)
    assert answer.status_code == 422
    assert 'value="Tea with the doctor"' in answer.text and "Minutes of Consultation" in answer.text
    with clinic_scope(clinic):
        assert not Service.objects.exists() and not NoteTemplate.objects.exists()
    form |= {"minutes0": "20", "price2": "1,200"}
    assert alice.post(url(clinic, "services/"), form).status_code == 302
    with clinic_scope(clinic):
        names = list(Service.objects.order_by("position").values_list("name", "price_minor"))
    assert names[:2] == [("Tea with the doctor", 50_000), ("Health check", 120_000)]
    taken = alice.post(url(clinic, "services/"), {**form, **{f"id{at}": str(uuid7()) for at in range(5)}})
    assert taken.status_code == 409 and "a service of that name already" in taken.text


def test_nothing_ticked_is_refused(clinic: Clinic, alice: Client) -> None:
    form = filled_in(alice.get(url(clinic)))
    none = {name: value for name, value in form.items() if not name.startswith("take")}
    assert "Choose at least one service" in alice.post(url(clinic, "services/"), none).text


def ready(clinic: Clinic, alice: Client) -> None:
    alice.post(url(clinic, "services/"), filled_in(alice.get(url(clinic, "?kind=dental"))))
    form = {**WHO, "id": str(uuid7()), "me": "on", "days": [str(day) for day in range(7)]}
    assert alice.post(url(clinic, "practitioner/"), form).status_code == 302


def test_somebody_is_put_into_the_book_with_hours_and_services(clinic: Clinic, alice: Client) -> None:
    alice.post(url(clinic, "services/"), filled_in(alice.get(url(clinic))))
    form = {**WHO, "id": str(uuid7()), "me": "on"}
    for _twice in range(2):
        assert alice.post(url(clinic, "practitioner/"), form).status_code == 302
    with clinic_scope(clinic):
        who = Practitioner.objects.get()
        assert who.name == "Dr Alice Rao" and who.membership is not None
        assert who.offerings.count() == Service.objects.count()
        hours = WeeklyHours.objects.order_by("weekday", "starts_minute")
        assert [(row.weekday, row.starts_minute, row.ends_minute) for row in hours] == [
            (day, *span) for day in (0, 2) for span in ((540, 780), (1020, 1200))
        ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_to": "08:00"},
        {"then_to": ""},
        {"then_from": "12:00"},
        {"days": []},
        {"name": ""},
        {"first_from": "x"},
    ],
)
def test_hours_that_cannot_be_worked_leave_nobody_behind(
    clinic: Clinic, alice: Client, wrong: dict[str, Any]
) -> None:
    alice.post(url(clinic, "services/"), filled_in(alice.get(url(clinic))))
    answer = alice.post(url(clinic, "practitioner/"), {**WHO, "id": str(uuid7()), **wrong})
    assert answer.status_code in (409, 422)
    assert 'value="Dentistry"' in answer.text
    with clinic_scope(clinic):
        assert not Practitioner.objects.exists() and not WeeklyHours.objects.exists()


def test_only_an_owner_is_asked_whether_it_is_them(clinic: Clinic, alice: Client) -> None:
    alice.post(url(clinic, "services/"), filled_in(alice.get(url(clinic))))
    assert "This is me" in alice.get(url(clinic)).text
    admin = client_for(make_member(clinic, Role.ADMIN))
    assert "This is me" not in admin.get(url(clinic)).text
    form = {**WHO, "id": str(uuid7()), "me": "on"}
    assert admin.post(url(clinic, "practitioner/"), form).status_code == 302
    with clinic_scope(clinic):
        assert Practitioner.objects.get().membership is None


def counts(clinic: Clinic) -> dict[str, int]:
    """Rows of each table but those that only tell or count."""
    kept = ("audit_", "booking_dayversion", "booking_queuecounter")
    owned = [model for model in apps.get_models() if getattr(model, "clinic_owned", False)]
    with clinic_scope(clinic):
        return {
            model._meta.db_table: model._default_manager.count()
            for model in owned
            if not model._meta.db_table.startswith(kept)
        }


def test_made_up_patients_come_once_and_go_with_all_that_hangs_on_them(clinic: Clinic, alice: Client) -> None:
    ready(clinic, alice)
    before = counts(clinic)
    for _twice in range(2):
        assert alice.post(url(clinic, "sample/")).status_code == 302
    with clinic_scope(clinic):
        people = list(Patient.objects.all())
        assert len(people) == 10 and all("made up" in each.name for each in people)
        assert not any(each.email for each in people)
        booked = list(Appointment.objects.order_by("starts_at"))
        assert len(booked) >= 4
    arrival = reverse(
        "appointment-mark",
        kwargs={"slug": clinic.slug, "appointment_id": booked[0].id, "verb": "arrival"},
    )
    assert alice.post(arrival, {"version": "1"}).status_code == 302
    with clinic_scope(clinic):
        assert QueueEntry.objects.count() == 1
    assert alice.get(f"/c/{clinic.slug}/").headers["Location"].endswith("/start/")
    assert alice.post(url(clinic, "sample/removal/")).status_code == 302
    after = counts(clinic)
    assert {name: (before[name], count) for name, count in after.items() if count != before[name]} == {}


def test_a_made_up_patient_with_a_bill_stays_since_bills_are_kept(clinic: Clinic) -> None:
    till = Till(clinic=clinic)
    owner = client_for(till.member(Role.OWNER))
    owner.post(url(clinic, "sample/"))
    with clinic_scope(clinic):
        billed = Patient.objects.filter(import_batch_id=SAMPLE).order_by("id")[3]
        till.invoice(patient=billed)
    answer = owner.post(url(clinic, "sample/removal/"), follow=True)
    assert billed.name in answer.text and "kept by law" in answer.text
    with clinic_scope(clinic):
        assert list(Patient.objects.filter(import_batch_id=SAMPLE)) == [billed]


def test_the_clinic_s_first_screen_is_the_start_until_somebody_is_booked(
    clinic: Clinic, alice: Client
) -> None:
    home = f"/c/{clinic.slug}/"
    assert alice.get(home).headers["Location"].endswith("/start/")
    desk = client_for(make_member(clinic, Role.RECEPTIONIST))
    assert "/day/" in desk.get(home).headers["Location"]
    ready(clinic, alice)
    make_patient(clinic)
    assert "2 of 3 steps" in alice.get(url(clinic)).text

"""How many messages to the database a page takes, at most: one more, and somebody has to say why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from bench.consulting import NOTE
from bench.queries import BUDGET, count
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import at_local, zone
from daybook.patients.models import Patient
from daybook.records.models import Visit
from daybook.records.note import Note
from daybook.records.sealed import seal_note
from tests import factories

DAY = (datetime.now(UTC) + timedelta(days=3)).date()
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class House:
    """A clinic with two practitioners, patients, and something in the book."""

    client: Client
    base: str
    branch: Branch
    doctors: list[Practitioner]
    service: Service
    patients: list[Patient]
    practising: Client
    mark: list[str] = field(default_factory=lambda: [""])
    saved: list[int] = field(default_factory=lambda: [1])
    visits: list[Visit] = field(default_factory=list)

    def get(self, path: str, query: dict[str, object], **headers: str) -> Any:
        return self.client.get(f"{self.base}{path}?{urlencode(query)}", headers=headers)

    def day(self, path: str, **query: object) -> None:
        answer = self.get(path, {"day": DAY, "branch": self.branch.id, **query}, hx_request="true")
        assert answer.status_code == 200, answer.content

    def free(self, path: str) -> None:
        self.day(path, practitioner=self.doctors[0].id, service=self.service.id)

    def search(self, typed: str) -> None:
        answer = self.client.post(f"{self.base}patients/search/", {"q": typed}, headers=HTMX)
        assert answer.status_code == 200, answer.content

    def book(self) -> None:
        hour = next(_hours)
        typed = {
            "id": uuid7(),
            "patient": self.patients[hour].id,
            "branch": self.branch.id,
            "practitioner": self.doctors[0].id,
            "service": self.service.id,
            "day": DAY,
            "time": f"{hour}:30",
        }
        answer = self.client.post(f"{self.base}appointments/new/", typed, headers=HTMX)
        assert answer.status_code == 204, answer.content

    def poll(self) -> None:
        """The first time it is told the mark, then that nothing has changed."""
        answer = self.get("day/changes/", {"day": DAY, "branch": self.branch.id}, if_none_match=self.mark[-1])
        self.mark.append(answer["ETag"])

    def read(self, path: str) -> None:
        """A page as a practitioner reads it."""
        assert self.practising.get(f"{self.base}{path}").status_code == 200

    def file(self, visits: int) -> None:
        self.story(visits)
        self.read(f"patients/{self.patients[0].id}/")

    def visit(self, others: int) -> None:
        self.story(others + 1)
        self.read(f"visits/{self.visits[-1].id}/")

    def paper(self) -> None:
        self.story(1)
        self.read(f"visits/{self.visits[0].id}/prescription/")

    def note(self) -> None:
        """The first time the trail is told of it, then not for ten minutes."""
        self.story(1)
        [visit] = self.visits
        typed = NOTE | {"complaint": f"Cough, {self.saved[-1]} days", "version": self.saved[-1]}
        answer = self.practising.post(
            f"{self.base}visits/{visit.id}/note/", typed, headers={"Accept": "application/json"}
        )
        self.saved.append(answer.json()["version"])

    def invoice(self) -> None:
        typed = {
            "id": uuid7(),
            "patient": self.patients[0].id,
            "branch": self.branch.id,
            "practitioner": self.doctors[0].id,
            "line-0-text": self.service.name,
            "line-0-quantity": "1",
            "line-1-text": "Dressing",
            "line-1-quantity": "2",
            "line-1-price": "250",
            "line-1-discount": "5 %",
            "issue": "1",
        }
        answer = self.client.post(f"{self.base}bills/new/", typed, headers=HTMX)
        assert answer.status_code == 204, answer.content

    def story(self, count: int) -> None:
        """So many visits of the first patient, unless they are there."""
        if self.visits:
            return
        with factories.scope_of(self.branch):
            for number in range(count, 0, -1):
                visit = Visit(patient=self.patients[0], practitioner=self.doctors[0], branch=self.branch)
                visit.started_at = datetime.now(UTC) - timedelta(days=25 * number)
                visit.note_sealed = seal_note(visit.patient_id, visit.id, Note(complaint="Cough"))
                self.visits.append(visit)
            Visit.objects.bulk_create(self.visits)


_hours = iter(range(9, 17))
ASK: dict[str, Callable[[House], None]] = {
    "trivial view, signed in": lambda h: h.day("bench/trivial/"),
    "free times of a day, data": lambda h: h.free("bench/free/"),
    "free times of a day, fragment": lambda h: h.free("appointments/free/"),
    "search by phone, data": lambda h: h.day("bench/search/", q="2345"),
    "search by name, data": lambda h: h.day("bench/search/", q="Pat"),
    "search by phone, fragment": lambda h: h.search("2345"),
    "search by name, fragment": lambda h: h.search("Pat"),
    "booking": House.book,
    "day of ten practitioners, data": lambda h: h.day("bench/day/"),
    "day of ten practitioners, page": lambda h: h.day("day/"),
    "day of one practitioner, page": lambda h: h.day("day/", who=h.doctors[0].id),
    "week of one practitioner, page": lambda h: h.day("week/", who=h.doctors[0].id),
    "month of everyone, page": lambda h: h.day("month/"),
    "poll, nothing changed (304)": House.poll,
    "file of a patient with 30 visits": lambda h: h.file(30),
    "file of a patient with 708 visits": lambda h: h.file(50),
    "visit of a patient with 30 others": lambda h: h.visit(30),
    "saving a note": House.note,
    "issuing an invoice": House.invoice,
    "a prescription as PDF": House.paper,
}


@pytest.fixture
def house(committed_db: None) -> Iterator[House]:
    clinic = factories.make_clinic()
    branch = factories.make_branch(clinic)
    doctors = [factories.make_practitioner(clinic) for _ in range(2)]
    service = factories.make_service(clinic, by=doctors)
    patients = [
        factories.make_patient(clinic, phone="+919848012345", email="p@example.org") for _ in range(17)
    ]
    factories.make_consents(patients)
    for doctor in doctors:
        factories.make_hours(doctor, branch, time(9), time(17), weekdays=range(7))
        at = at_local(DAY, time(16), zone(branch.time_zone))
        factories.make_appointment(doctor, branch, patients[doctors.index(doctor)], at, service=service)
    client = factories.client_for(factories.make_member(clinic, "receptionist"))
    with override_settings(ROOT_URLCONF="bench.urls"), clock.frozen(datetime.now(UTC)):
        practising = factories.client_for(factories.make_member(clinic, "practitioner"))
        yield House(client, f"/c/{clinic.slug}/", branch, doctors, service, patients, practising)


@pytest.mark.parametrize("name", BUDGET)
def test_a_page_keeps_its_budget(house: House, name: str) -> None:
    assert count(lambda: ASK[name](house)) == BUDGET[name]


def test_more_rows_take_no_more_queries(house: House) -> None:
    few = count(lambda: house.day("day/"))
    clinic = house.branch.clinic
    for number in range(6):
        doctor = factories.make_practitioner(clinic)
        factories.make_hours(doctor, house.branch, time(9), time(17), weekdays=range(7))
        at = at_local(DAY, time(10), zone(house.branch.time_zone))
        factories.make_appointment(doctor, house.branch, house.patients[number], at, service=house.service)
    assert count(lambda: house.day("day/")) == few

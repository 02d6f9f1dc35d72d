"""How many messages to the database a page takes, at most: one more, and somebody has to say why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from bench.queries import BUDGET, count
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import at_local, zone
from daybook.patients.models import Patient
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
    mark: list[str] = field(default_factory=lambda: [""])

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
        yield House(client, f"/c/{clinic.slug}/", branch, doctors, service, patients)


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

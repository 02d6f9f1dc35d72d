"""A clinic whose book is looked at: Wednesday 4 March 2026, ten in the morning in Hyderabad."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from daybook.booking.models import Appointment
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib import clock
from daybook.lib.zones import at_local, zone
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic
from tests import factories

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
THURSDAY, SUNDAY = date(2026, 3, 5), date(2026, 3, 8)
PLACE = zone("Asia/Kolkata")


@dataclass
class Book:
    """Anna works Monday to Friday 9 to 17, Ben on Mondays; reception is signed in as `desk`."""

    clinic: Clinic
    branch: Branch
    anna: Practitioner
    ben: Practitioner
    service: Service
    patient: Patient
    desk: Client

    def get(self, path: str, client: Client | None = None, **query: Any) -> Any:
        """The page of the book at /c/<slug>/<path>."""
        return (client or self.desk).get(f"/c/{self.clinic.slug}/{path}?{urlencode(query, doseq=True)}")

    def put(self, day: date, hour: int, minute: int = 0, **fields: Any) -> Appointment:
        who, patient = fields.pop("who", self.anna), fields.pop("patient", self.patient)
        at = at_local(day, time(hour, minute), PLACE)
        return factories.make_appointment(who, self.branch, patient, at, service=self.service, **fields)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return at_local(day, time(hour, minute), PLACE)


@pytest.fixture
def book(db: None) -> Iterator[Book]:
    clinic = factories.make_clinic()
    branch = factories.make_branch(clinic)
    anna, ben = (factories.make_practitioner(clinic, name) for name in ("Dr Anna", "Dr Ben"))
    factories.make_hours(anna, branch, time(9), time(17), weekdays=range(5))
    factories.make_hours(ben, branch, time(9), time(17), weekdays=[0])
    service = factories.make_service(clinic, by=[anna, ben])
    patient = factories.make_patient(clinic, "Kavya Rao")
    with clock.frozen(at(WEDNESDAY, 10)):
        desk = factories.client_for(factories.make_member(clinic, "receptionist"))
        yield Book(clinic, branch, anna, ben, service, patient, desk)

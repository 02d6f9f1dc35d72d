"""What a leave or shorter hours leave behind in the book."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest

from daybook.booking.queries import outside_hours
from daybook.lib import clock
from daybook.lib.zones import at_local, zone
from daybook.scheduling.models import Holiday
from daybook.tenancy.scope import clinic_scope
from tests import factories

ZONE = zone("Asia/Kolkata")


@pytest.mark.django_db
def test_it_lists_what_is_booked_on_leave_outside_hours_and_on_holidays() -> None:
    clinic = factories.make_clinic()
    branch = factories.make_branch(clinic)
    doctor = factories.make_practitioner(clinic)
    factories.make_hours(doctor, branch, time(9), time(17), weekdays=range(7))
    patient = factories.make_patient(clinic)
    first = clock.now().astimezone(ZONE).date() + timedelta(days=2)

    def booked(days: int, hour: int, **fields: Any) -> UUID:
        at = at_local(first + timedelta(days=days), time(hour), ZONE)
        return factories.make_appointment(doctor, branch, patient, at, **fields).id

    booked(0, 10)
    early = booked(0, 7)
    on_leave = booked(1, 10)
    on_holiday = booked(2, 10)
    booked(3, 7, overbook_reason="asked to come early")
    booked(4, 7, status="cancelled")
    away = first + timedelta(days=1)
    factories.make_leave(doctor, at_local(away, time(0), ZONE), at_local(away, time(23), ZONE))
    with clinic_scope(clinic):
        Holiday.objects.create(day=first + timedelta(days=2), name="Founders' day")
        assert [row.id for row in outside_hours(doctor)] == [early, on_leave, on_holiday]

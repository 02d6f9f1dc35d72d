"""`python -m bench.due COUNT`: writes reminders, as bookings do, of appointments in some days."""

from __future__ import annotations

import sys
from datetime import timedelta
from itertools import cycle, islice

import django

django.setup()

from bench.seed import SLUG  # noqa: E402 - Django comes first
from daybook.lib import clock  # noqa: E402
from daybook.lib.ids import uuid7  # noqa: E402
from daybook.messaging.facts import Facts  # noqa: E402
from daybook.messaging.models import Purpose  # noqa: E402
from daybook.messaging.queue import Occasion, queue  # noqa: E402
from daybook.patients.models import Patient  # noqa: E402
from daybook.tenancy.models import Clinic  # noqa: E402
from daybook.tenancy.scope import clinic_scope  # noqa: E402


def main() -> None:
    with clinic_scope(Clinic.objects.get(slug=SLUG)):
        queue_reminders(int(sys.argv[1]))


def queue_reminders(count: int) -> None:
    """Of the scope's patients in turn, each of another appointment."""
    starts_at = clock.now() + timedelta(days=3)
    patients = list(Patient.objects.values_list("id", "name"))
    for patient_id, name in islice(cycle(patients), count):
        facts = Facts(
            patient=name,
            practitioner="Dr Number 1",
            service="Service of 15 minutes",
            branch="Tarnaka",
            address="12-5-149 Vijayapuri, Tarnaka, Hyderabad 500017",
            phone="+914027001234",
            zone="Asia/Kolkata",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=15),
        )
        queue(Occasion(uuid7(), patient_id, 0, facts), [Purpose.REMINDER])


if __name__ == "__main__":
    main()

"""`python -m bench.storm.furnish DAYS`: a clinic to work in, and free times; prints what the desks need to know.

`--check`: counts instead what cannot be read any more with the keys that are there.
"""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from random import Random

import django

django.setup()

from bench.book import Diary  # noqa: E402 - Django comes first
from bench.due import queue_reminders  # noqa: E402
from bench.people import Person, people  # noqa: E402
from bench.seed import given, house_of, open_times, session_of  # noqa: E402
from bench.shape import Size  # noqa: E402
from daybook.accounts.permissions import Role  # noqa: E402
from daybook.booking.models import Appointment  # noqa: E402
from daybook.lib import clock  # noqa: E402
from daybook.patients.models import Consent, Patient  # noqa: E402
from daybook.tenancy import vault  # noqa: E402
from daybook.tenancy.models import Clinic  # noqa: E402
from daybook.tenancy.scope import clinic_scope  # noqa: E402

SLUG = "storm"
SIZE = Size(practitioners=4, patients=200, visits=0)
DESKS = 4
NOTE = ("booking_appointment", "note")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("days", type=int, nargs="?", default=0)
    parser.add_argument("--reminders", type=int, default=0, help="queued for some days from now")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    print(
        unreadable() if options.check else json.dumps(furnish(options.days, options.reminders), default=str)
    )


def _register(persons: list[Person]) -> None:
    """Everybody has an address and agreed to be written to."""
    Patient.objects.bulk_create(
        Patient(
            id=one.id,
            file_number=one.number,
            name=one.name,
            born_on=one.born,
            email=f"patient{one.number}@example.org",
        )
        for one in persons
    )
    Consent.objects.bulk_create(
        Consent(patient_id=one.id, purpose=purpose, wording=1, language="en", method="desk", given_to="Storm")
        for one in persons
        for purpose in Consent.Purpose
    )


def furnish(days: int, reminders: int) -> dict[str, object]:
    chance = Random(3)
    clinic = Clinic.objects.create(slug=SLUG)
    with clinic_scope(clinic):
        desks, services = house_of(SIZE)
        persons = people(SIZE.patients, clock.now() - timedelta(days=1), chance)
        _register(persons)
        queue_reminders(reminders)
        sessions = [session_of(number, Role.OWNER) for number in range(DESKS)]
    free = open_times(desks, range(2, 2 + days))
    chance.shuffle(free)
    return {
        "slug": SLUG,
        "sessions": sessions,
        "branch": desks[0].branch,
        "service": services[0],
        "free": given(free, Diary(persons, chance)),
    }


def unreadable() -> int:
    """Notes whose key was lost between the key store and the database."""
    found = 0
    with clinic_scope(Clinic.objects.get(slug=SLUG)):
        for row in Appointment.objects.exclude(note_sealed=None):
            assert row.patient_id and row.note_sealed
            try:
                place = vault.Place(*NOTE, row.id)
                vault.unseal_text(vault.Subject.patient(row.patient_id), place, bytes(row.note_sealed))
            except vault.VaultError:
                found += 1
    return found


if __name__ == "__main__":
    main()

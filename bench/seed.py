"""`python -m bench.seed [--big]`: fills the empty database of DATABASE_URL and prints what the load generator needs.

Run by `bench.template`, with the superuser's address in BENCH_SUPERUSER_URL.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import django

django.setup()

import psycopg  # noqa: E402 - Django comes first: the models below need it
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from bench.book import CLOSED, HALVES, KINDS, SLOT, SLOTS, Desk, Diary, Free, add_visits, plan  # noqa: E402
from bench.copying import Filling  # noqa: E402
from bench.people import add_people, people  # noqa: E402
from bench.shape import CLIENTS, MEASURED, NEIGHBOUR, NEIGHBOURS, Size  # noqa: E402
from daybook.accounts.models import Membership, User  # noqa: E402
from daybook.accounts.permissions import Role  # noqa: E402
from daybook.accounts.sessions import SessionStore  # noqa: E402
from daybook.clinics.models import Branch, Offering, Practitioner, Profile, Room, Service  # noqa: E402
from daybook.lib import clock  # noqa: E402
from daybook.scheduling.models import WeeklyHours  # noqa: E402
from daybook.tenancy import vault  # noqa: E402
from daybook.tenancy.models import Clinic  # noqa: E402
from daybook.tenancy.scope import clinic_scope  # noqa: E402

SLUG = "measured"
ZONE = ZoneInfo("Asia/Kolkata")
NOW = clock.now()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--big", action="store_true")
    big = parser.parse_args().big
    with psycopg.connect(os.environ["BENCH_SUPERUSER_URL"], autocommit=True) as connection:
        filling = Filling(connection)
        told = _measured(filling)
        for number in range(NEIGHBOURS if big else 0):
            _neighbour(filling, number)
            if number % 100 == 99:
                print(f"{number + 1} neighbours", file=sys.stderr, flush=True)
        filling.finish()
    print(json.dumps(told, default=str))


def _measured(filling: Filling) -> dict[str, Any]:
    """The clinic that is measured: the same rows whatever stands around it."""
    chance = Random(1)
    clinic = Clinic.objects.create(slug=SLUG)
    with clinic_scope(clinic):
        desks, services = _house(MEASURED)
        sessions = [_session(number) for number in range(CLIENTS)]
        persons = people(MEASURED.patients, NOW, chance)
        vault.prepare(vault.Subject.patient(one.id) for one in persons)
    visits, free = plan(MEASURED, desks, NOW, ZONE, chance)
    add_people(filling, clinic.id, persons, chance)
    diary = Diary(persons, chance)
    add_visits(filling, clinic.id, visits, services, diary, NOW, chance)
    coming = [one for one in free if one.starts > NOW + timedelta(days=1)] + _later(desks)
    chance.shuffle(coming)
    return {
        "slug": SLUG,
        "sessions": sessions,
        "branch": desks[0].branch,
        "practitioners": [desk.practitioner for desk in desks],
        "services": services,
        "day": NOW.astimezone(ZONE).date().isoformat(),
        "phones": [one.phone[-4:] for one in chance.sample(persons, 200)],
        "names": [" ".join(word[:4] for word in one.name.split()) for one in chance.sample(persons, 200)],
        "free": [
            (one.practitioner, f"{one.starts.astimezone(ZONE):%Y-%m-%dT%H:%M}", diary.somebody(one.starts).id)
            for one in coming
        ],
    }


def _later(desks: list[Desk]) -> list[Free]:
    """Free times behind the seeded year, so that a long run does not find the book full."""
    day = NOW.astimezone(ZONE).replace(hour=HALVES[0].hour, minute=0, second=0, microsecond=0)
    closed = (day + timedelta(days=CLOSED)).weekday()
    days = (day + timedelta(days=number) for number in range(MEASURED.ahead.days, 4 * MEASURED.ahead.days))
    return [
        Free(desk.practitioner, at + SLOT * slot)
        for at in days
        if at.weekday() != closed
        for desk in desks
        for slot in range(SLOTS)
    ]


def _house(size: Size) -> tuple[list[Desk], list[UUID]]:
    Profile.objects.create(name="Measured Clinic", phone="+914027001234", email="desk@measured.example.org")
    branch = Branch.objects.create(name="Tarnaka", time_zone=str(ZONE))
    services = [
        Service.objects.create(
            name=f"Service of {kind.minutes} minutes",
            minutes=kind.minutes,
            buffer_after=kind.after,
            price_minor=50_000,
            colour=colour,
            position=place,
        )
        for place, (kind, colour) in enumerate(zip(KINDS, ("blue", "teal", "amber"), strict=True))
    ]
    desks = [_desk(branch, number, services) for number in range(size.practitioners)]
    return desks, [service.id for service in services]


def _desk(branch: Branch, number: int, services: list[Service]) -> Desk:
    room = Room.objects.create(branch=branch, name=f"Room {number + 1}")
    who = Practitioner.objects.create(name=f"Dr Number {number + 1}", speciality="Dentist", position=number)
    for service in services:
        Offering.objects.create(practitioner=who, service=service)
    closed = (NOW.astimezone(ZONE) + timedelta(days=CLOSED)).weekday()
    for weekday in set(range(7)) - {closed}:
        hours = {"practitioner": who, "branch": branch, "weekday": weekday}
        for opens in HALVES:
            start = opens.hour * 60 + opens.minute
            WeeklyHours.objects.create(
                **hours, room=room, starts_minute=start, ends_minute=start + SLOTS * 15
            )
        break_ = {"kind": WeeklyHours.Kind.BREAK, "label": "Lunch"}
        WeeklyHours.objects.create(**hours, **break_, starts_minute=13 * 60, ends_minute=13 * 60 + 30)
    return Desk(who.id, branch.id, room.id)


def _session(number: int) -> str:
    """A receptionist's signed-in browser; its key."""
    user = User.objects.create_user(f"desk-{number}@measured.example.org", "correct horse battery")
    Membership.objects.create(user=user, display_name=f"Desk {number}", role=Role.RECEPTIONIST)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.set_expiry(365 * 86_400)
    store.create()
    return str(store.session_key)


def _neighbour(filling: Filling, number: int) -> None:
    chance = Random(number + 2)
    clinic = Clinic.objects.create(slug=f"neighbour-{number}")
    with clinic_scope(clinic):
        desks, services = _house(NEIGHBOUR)
    persons = people(NEIGHBOUR.patients, NOW, chance)
    visits, _ = plan(NEIGHBOUR, desks, NOW, ZONE, chance)
    add_people(filling, clinic.id, persons, chance)
    add_visits(filling, clinic.id, visits, services, Diary(persons, chance), NOW, chance)


if __name__ == "__main__":
    main()

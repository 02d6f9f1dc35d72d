"""`python -m bench.seed`: fills the empty database of DATABASE_URL and prints what the load generator needs.

`--neighbours N`: so many other clinics besides. `--at`: the moment that is taken for now, in ISO 8601 with its zone.
Run by `bench.template`, with the superuser's address in BENCH_SUPERUSER_URL.
"""

from __future__ import annotations

import argparse
import json
import os
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import django

django.setup()

import psycopg  # noqa: E402 - Django comes first: the models below need it
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from bench.book import CLOSED, HALVES, KINDS, SLOT, SLOTS, Desk, Diary, Free, add_visits, plan  # noqa: E402
from bench.copying import Filling, hurried  # noqa: E402
from bench.people import add_consents, add_people, people  # noqa: E402
from bench.shape import CLIENTS, DIFFERENT, MEASURED, NEIGHBOUR, TILLS, Size  # noqa: E402
from bench.stories import add_stories  # noqa: E402
from bench.twins import add_twins  # noqa: E402
from daybook.accounts.models import Membership, User  # noqa: E402
from daybook.accounts.permissions import Role  # noqa: E402
from daybook.accounts.sessions import SessionStore  # noqa: E402
from daybook.audit.chain import seal_entries  # noqa: E402
from daybook.clinics.models import Branch, Offering, Practitioner, Profile, Room, Service  # noqa: E402
from daybook.lib import clock  # noqa: E402
from daybook.scheduling.models import WeeklyHours  # noqa: E402
from daybook.tenancy import vault  # noqa: E402
from daybook.tenancy.models import Clinic  # noqa: E402
from daybook.tenancy.scope import clinic_scope  # noqa: E402

SLUG = "measured"
ZONE = ZoneInfo("Asia/Kolkata")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--neighbours", type=int, default=0)
    parser.add_argument("--at", type=datetime.fromisoformat, default=clock.now())
    options = parser.parse_args()
    url = os.environ["BENCH_SUPERUSER_URL"]
    with psycopg.connect(url, autocommit=True) as connection, hurried(connection), clock.frozen(options.at):
        told = seed(Filling(connection), options.neighbours)
    print(json.dumps(told, default=str))


def seed(filling: Filling, neighbours: int) -> dict[str, Any]:
    told = _measured(filling)
    base = [_neighbour(filling, number) for number in range(min(neighbours, DIFFERENT))]
    if neighbours > len(base):
        add_twins(filling, base, neighbours - len(base))
    filling.finish()
    _seal()
    return told


def _seal() -> None:
    """The trail is chained up to now, or the worker would be at it all through the measuring."""
    clinic = Clinic.objects.get(slug=SLUG)
    sealed = True
    while sealed:
        with clinic_scope(clinic):
            sealed = bool(seal_entries())


def _measured(filling: Filling) -> dict[str, Any]:
    """The clinic that is measured: the same rows whatever stands around it."""
    chance = Random(1)
    clinic = Clinic.objects.create(slug=SLUG)
    with clinic_scope(clinic):
        desks, services = house_of(MEASURED)
        sessions = [session_of(number) for number in range(CLIENTS)]
        practitioners = [session_of(100 + number, Role.PRACTITIONER) for number in range(CLIENTS)]
        tills = [sessions_of(200 + number, Role.RECEPTIONIST, TILLS) for number in range(CLIENTS)]
        persons = people(MEASURED.patients, clock.now(), chance)
        vault.prepare(vault.Subject.patient(one.id) for one in persons)
    visits, free = plan(MEASURED, desks, clock.now(), ZONE, chance)
    add_people(filling, clinic.id, persons, chance)
    add_consents(filling, clinic.id, persons, chance)
    with clinic_scope(clinic):
        told = add_stories(filling, clinic.id, desks, persons, chance)
    diary = Diary(persons, chance)
    add_visits(filling, clinic.id, visits, services, diary, clock.now(), chance)
    coming = [one for one in free if one.starts > clock.now() + timedelta(days=1)]
    # Behind the seeded year, so that a long run does not find the book full.
    coming += open_times(desks, range(MEASURED.ahead.days, 4 * MEASURED.ahead.days))
    chance.shuffle(coming)
    return {
        **told,
        "slug": SLUG,
        "sessions": sessions,
        "practising": practitioners,
        "tills": tills,
        "branch": desks[0].branch,
        "practitioners": [desk.practitioner for desk in desks],
        "services": services,
        "patients": [one.id for one in chance.sample(persons, 400)],
        "day": clock.now().astimezone(ZONE).date().isoformat(),
        "phones": [one.phone[-4:] for one in chance.sample(persons, 200)],
        "names": [" ".join(word[:4] for word in one.name.split()) for one in chance.sample(persons, 200)],
        "free": given(coming, diary),
    }


def open_times(desks: list[Desk], days: range) -> list[Free]:
    """Every quarter of an hour of the practitioners' mornings, on those days from now that are no day off."""
    day = clock.now().astimezone(ZONE).replace(hour=HALVES[0].hour, minute=0, second=0, microsecond=0)
    closed = (day + timedelta(days=CLOSED)).weekday()
    return [
        Free(desk.practitioner, at + SLOT * slot)
        for at in (day + timedelta(days=number) for number in days)
        if at.weekday() != closed
        for desk in desks
        for slot in range(SLOTS)
    ]


def given(free: list[Free], diary: Diary) -> list[tuple[str, str, str]]:
    """Practitioner, local time, and a patient who has nothing else on that day."""
    return [
        (
            str(each.practitioner),
            f"{each.starts.astimezone(ZONE):%Y-%m-%dT%H:%M}",
            str(diary.somebody(each.starts).id),
        )
        for each in free
    ]


def house_of(size: Size) -> tuple[list[Desk], list[UUID]]:
    """A clinic's branch, practitioners with rooms and hours, services. Runs in its scope."""
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
    closed = (clock.now().astimezone(ZONE) + timedelta(days=CLOSED)).weekday()
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


def session_of(number: int, role: Role = Role.RECEPTIONIST) -> str:
    """The key of a signed-in browser."""
    return sessions_of(number, role, 1)[0]


def sessions_of(number: int, role: Role, count: int) -> list[str]:
    """The same of one person in several browsers."""
    user = User.objects.create_user(f"desk-{number}@measured.example.org", "correct horse battery")
    Membership.objects.create(user=user, display_name=f"Desk {number}", role=role)
    return [_session(user) for _ in range(count)]


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.set_expiry(365 * 86_400)
    store.create()
    return str(store.session_key)


def _neighbour(filling: Filling, number: int) -> int:
    """Another clinic; its number."""
    chance = Random(number + 2)
    clinic = Clinic.objects.create(slug=f"neighbour-{number}")
    with clinic_scope(clinic):
        desks, services = house_of(NEIGHBOUR)
    persons = people(NEIGHBOUR.patients, clock.now(), chance)
    visits, _ = plan(NEIGHBOUR, desks, clock.now(), ZONE, chance)
    add_people(filling, clinic.id, persons, chance)
    add_visits(filling, clinic.id, visits, services, Diary(persons, chance), clock.now(), chance)
    return clinic.id


if __name__ == "__main__":
    main()

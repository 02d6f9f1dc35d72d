"""The demo into the database: all of it in one transaction, or nothing."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership, User
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.operations.demo.load_bills import load_bills
from daybook.operations.demo.load_book import load_appointments
from daybook.operations.demo.load_facts import load_facts
from daybook.operations.demo.load_messages import load_messages
from daybook.operations.demo.load_patients import load_patients
from daybook.operations.demo.load_queue import load_queue
from daybook.operations.demo.load_trail import load_trail
from daybook.operations.demo.load_visits import load_visits
from daybook.operations.demo.logins import LOGINS, PASSWORD, Login
from daybook.operations.demo.shapes import DemoClinic, DemoWorld
from daybook.operations.demo.world import build
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope

LOADER = Actor.system("demo")


def load_demo() -> tuple[Login, ...]:
    """Write both clinics as they are at this moment, unless they are there; who can sign in.

    Raises Refused in production.
    """
    if settings.PRODUCTION:
        raise Refused(_("The demo is not loaded in production."), code="demo.production")
    with transaction.atomic():
        _one_at_a_time()
        world = build(clock.now())
        slugs = [clinic.facts.slug for clinic in world.clinics]
        if not Clinic.objects.filter(slug__in=slugs).exists():
            users = _users(world)
            for clinic in world.clinics:
                _load_clinic(clinic, users)
    return LOGINS


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('demo', 0))")


def _users(world: DemoWorld) -> dict[str, User]:
    """Everyone who signs in, by e-mail; a person at two clinics once. One hash for all: they share the password."""
    emails = dict.fromkeys(member.email for clinic in world.clinics for member in clinic.facts.members)
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        [User(email=email, password=password, password_changed_at=clock.now()) for email in emails]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    )
    return {user.email: user for user in users}


def _load_clinic(demo: DemoClinic, users: dict[str, User]) -> None:
    clinic = Clinic.objects.create(slug=demo.facts.slug)
    with clinic_scope(clinic):
        members = {
            one.email: Membership(user=users[one.email], display_name=one.display_name, role=one.role)
            for one in demo.facts.members
        }
        Membership.objects.bulk_create(members.values())
        facts = load_facts(demo, members)
        patients = load_patients(demo)
        appointments = load_appointments(demo, facts, patients)
        load_queue(demo.facts, facts, appointments, patients)
        load_trail(demo.facts, appointments, members)
        load_visits(facts, [row for _one, row in appointments], _desk(demo))
        load_bills(demo.facts, [row for _one, row in appointments], members)
        load_messages(appointments, patients, _desk(demo))
        record(LOADER, "demo.loaded", on=clinic, details={"patients": len(patients)})


def _desk(demo: DemoClinic) -> str:
    """Who sits where patients are asked."""
    return next(one.display_name for one in demo.facts.members if one.role == Role.RECEPTIONIST)

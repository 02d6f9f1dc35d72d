"""Two clinics with a row in every clinic-owned table, so that each wall can be tried at every table.

A new clinic-owned model needs a row here; `test_every_table_has_rows` says which one is missing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.apps import apps

from daybook.accounts.models import Invitation, Membership, User
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.audit.chain import seal_entries
from daybook.audit.record import record
from daybook.booking.models import Appointment, DayVersion
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib.ids import uuid7
from daybook.operations.models import ImportBatch
from daybook.patients.models import Patient
from daybook.scheduling.models import Holiday
from daybook.tenancy.models import Clinic, ClinicOwned
from daybook.tenancy.scope import clinic_scope
from tests import factories

SOON = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=2)


@dataclass(frozen=True)
class Side:
    """One clinic and the rows that tests ask for by name."""

    clinic: Clinic
    owner: Membership
    branch: Branch
    room: Room
    practitioner: Practitioner
    service: Service
    patient: Patient
    appointment: Appointment


@dataclass(frozen=True)
class Sides:
    """Ours, whose scope is open, and theirs, which must not be there."""

    ours: Side
    theirs: Side


def owned_models() -> list[type[ClinicOwned]]:
    """Every clinic-owned model."""
    return [model for model in apps.get_models() if issubclass(model, ClinicOwned)]


def make_side(*, user: User | None = None) -> Side:
    """`user`: the owner is a person who is at another clinic too."""
    clinic = factories.make_clinic()
    owner = factories.make_member(clinic, Role.OWNER, user=user)
    branch = factories.make_branch(clinic)
    room = factories.make_room(branch)
    practitioner = factories.make_practitioner(clinic, membership=owner)
    service = factories.make_service(clinic, by=[practitioner])
    factories.make_hours(practitioner, branch, room=room, weekdays=range(7))
    factories.make_leave(practitioner, SOON + timedelta(days=30), SOON + timedelta(days=31))
    patient = factories.make_patient(clinic, phone="+919848012345")
    appointment = factories.make_appointment(practitioner, branch, patient, SOON, room=room, service=service)
    side = Side(clinic, owner, branch, room, practitioner, service, patient, appointment)
    with clinic_scope(clinic):
        _rest(side)
    return side


def _rest(side: Side) -> None:
    Holiday.objects.create(branch=side.branch, day=SOON.date() + timedelta(days=60), name="Holi")
    DayVersion.objects.create(day=SOON.date(), number=1)
    Invitation.objects.create(
        email="new@example.org",
        display_name="New Person",
        role=Role.RECEPTIONIST,
        token_hash=uuid7().bytes,
        expires_at=SOON + timedelta(days=7),
    )
    ImportBatch.objects.create(source="fhir", actor_kind="system", actor_id="tests", actor_label="tests")
    record(Actor.system("tests"), "appointment.booked", on=side.appointment, patient=side.patient.id)
    seal_entries()

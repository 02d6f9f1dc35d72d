"""Two clinics with a row in every clinic-owned table, so that each wall can be tried at every table and every page.

A new clinic-owned model needs a row here; `test_every_table_has_rows` says which one is missing.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps

from daybook.accounts.invitations import hash_of
from daybook.accounts.models import Invitation, Membership
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.audit.chain import seal_entries
from daybook.audit.jobs import check_seals
from daybook.audit.models import Entry
from daybook.audit.record import record
from daybook.booking.models import Appointment, DayVersion
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.operations.models import ImportBatch
from daybook.patients.models import Patient
from daybook.scheduling.models import Holiday, Leave
from daybook.tenancy.models import Clinic, ClinicOwned
from daybook.tenancy.scope import clinic_scope
from tests import factories

SOON = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=2)
EVERY_DAY = range(7)


@dataclass
class Side:
    """One clinic. `mark` is a part of every name in it, so that a page that shows one is found out.

    `members`: one for each role; `disabled` was a receptionist. The practitioner is the one who signs in as such.
    """

    mark: str
    clinic: Clinic = field(init=False)
    members: dict[str, Membership] = field(default_factory=dict)
    disabled: Membership = field(init=False)
    invitation: Invitation = field(init=False)
    token: str = field(init=False)
    branch: Branch = field(init=False)
    room: Room = field(init=False)
    practitioner: Practitioner = field(init=False)
    service: Service = field(init=False)
    patient: Patient = field(init=False)
    leave: Leave = field(init=False)
    holiday: Holiday = field(init=False)
    appointment: Appointment = field(init=False)
    batch: ImportBatch = field(init=False)
    entry: Entry = field(init=False)

    def __post_init__(self) -> None:
        self.clinic = factories.make_clinic(name=f"{self.mark} Clinic")
        with clinic_scope(self.clinic):
            self._people()
            self._places()
            self._book()

    @property
    def owner(self) -> Membership:
        return self.members[Role.OWNER]

    @property
    def member(self) -> Membership:
        """The one whom others change."""
        return self.members[Role.RECEPTIONIST]

    def id_of(self, name: str) -> UUID:
        """The id of one of the rows above, by its name."""
        found: UUID = getattr(self, name).id
        return found

    def named(self, what: str) -> str:
        return f"{self.mark} {what}"

    def _people(self) -> None:
        for role in Role:
            name = self.named(role)
            self.members[role] = factories.make_member(self.clinic, role, display_name=name)
        self.disabled = factories.make_member(
            self.clinic,
            Role.RECEPTIONIST,
            display_name=self.named("gone"),
            disabled_at=SOON - timedelta(days=9),
        )
        self.token = f"token-of-{self.mark}"
        self.invitation = Invitation.objects.create(
            email=f"{self.mark.lower()}@example.org",
            display_name=self.named("invited"),
            role=Role.RECEPTIONIST,
            token_hash=hash_of(self.token),
            expires_at=SOON + timedelta(days=7),
        )

    def _places(self) -> None:
        self.branch = factories.make_branch(self.clinic, self.named("branch"))
        factories.make_branch(self.clinic, self.named("other branch"), position=1)
        self.room = factories.make_room(self.branch, self.named("room"))
        doctor = self.members[Role.PRACTITIONER]
        self.practitioner = factories.make_practitioner(self.clinic, self.named("doctor"), membership=doctor)
        self.service = factories.make_service(self.clinic, self.named("service"), by=[self.practitioner])
        hours: Any = {"weekdays": EVERY_DAY, "room": self.room}
        factories.make_hours(self.practitioner, self.branch, time(0), time(0), **hours)
        away = SOON + timedelta(days=30)
        self.leave = factories.make_leave(
            self.practitioner, away, away + timedelta(days=1), self.named("wedding")
        )
        self.holiday = Holiday.objects.create(
            branch=self.branch, day=SOON.date() + timedelta(days=60), name=self.named("feast")
        )

    def _book(self) -> None:
        self.patient = factories.make_patient(self.clinic, self.named("patient"), phone="+919848012345")
        rows: dict[str, Any] = {"room": self.room, "service": self.service}
        self.appointment = factories.make_appointment(
            self.practitioner, self.branch, self.patient, SOON, **rows
        )
        DayVersion.objects.create(day=SOON.date(), number=1)
        self.batch = ImportBatch.objects.create(
            source="fhir", actor_kind="system", actor_id="tests", actor_label=f"{self.mark} importer"
        )
        self.entry = record(
            Actor("staff", str(self.owner.id), self.owner.display_name, Role.OWNER),
            "appointment.booked",
            on=self.appointment,
            patient=self.patient.id,
        )
        seal_entries()
        check_seals()


@dataclass(frozen=True)
class Sides:
    """Ours, whose scope is open, and theirs, which must not be there."""

    ours: Side
    theirs: Side


def make_sides() -> Sides:
    return Sides(Side("Oursmark"), Side("Theirsmark"))


def owned_models() -> list[type[ClinicOwned]]:
    """Every clinic-owned model."""
    return [model for model in apps.get_models() if issubclass(model, ClinicOwned)]

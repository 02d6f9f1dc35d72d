"""A small clinic at whose desk the tests of the book stand: Hyderabad, Monday 2 March 2026, nine in the morning."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.audit.models import Entry
from daybook.booking.actions.book import book
from daybook.booking.actions.hold import hold
from daybook.booking.actions.mark import mark
from daybook.booking.actions.move import move
from daybook.booking.models import Appointment
from daybook.booking.transitions import Transition
from daybook.booking.versions import day_version
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib.ids import uuid7
from daybook.lib.zones import at_local, zone
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories

MONDAY = date(2026, 3, 2)
WORKDAYS = (0, 1)
NINE = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)


@dataclass
class Desk:
    """Anna works in room one on Mondays and Tuesdays, 9:00 to 17:00, Ben in room two; both do both services.

    `visit` takes 15 minutes. `surgery` takes 30 and keeps 10 minutes free before and 20 after.
    """

    clinic: Clinic = field(default_factory=factories.make_clinic)
    branch: Branch = field(init=False)
    room: Room = field(init=False)
    other_room: Room = field(init=False)
    anna: Practitioner = field(init=False)
    ben: Practitioner = field(init=False)
    visit: Service = field(init=False)
    surgery: Service = field(init=False)
    patient: Patient = field(init=False)
    friend: Patient = field(init=False)
    actor: Actor = field(default_factory=lambda: staff(Role.RECEPTIONIST))

    def __post_init__(self) -> None:
        with clinic_scope(self.clinic):  # opened once, not by each of the factories
            self._furnish()

    def _furnish(self) -> None:
        self.branch = factories.make_branch(self.clinic)
        self.room, self.other_room = (factories.make_room(self.branch) for _ in range(2))
        self.anna, self.ben = (
            factories.make_practitioner(self.clinic, name) for name in ("Dr Anna", "Dr Ben")
        )
        self.visit = factories.make_service(self.clinic, by=[self.anna, self.ben])
        self.surgery = factories.make_service(
            self.clinic, by=[self.anna, self.ben], minutes=30, buffer_before=10, buffer_after=20
        )
        factories.make_hours(self.anna, self.branch, room=self.room, weekdays=WORKDAYS)
        factories.make_hours(self.ben, self.branch, room=self.other_room, weekdays=WORKDAYS)
        self.patient, self.friend = (factories.make_patient(self.clinic) for _ in range(2))

    def at(self, hour: int, minute: int = 0, *, days: int = 0, branch: Branch | None = None) -> datetime:
        """A time on the clock of the branch, on Monday or some days later."""
        place = zone((branch or self.branch).time_zone)
        return at_local(MONDAY + timedelta(days=days), time(hour, minute), place)

    def book(self, starts_at: datetime, **changes: Any) -> Appointment:
        """Books the patient with Anna for a visit, unless `changes` say otherwise."""
        wish: dict[str, Any] = {
            "actor": self.actor,
            "appointment_id": uuid7(),
            "patient": self.patient,
            "practitioner": self.anna,
            "branch": self.branch,
            "service": self.visit,
        }
        return book(**(wish | changes), starts_at=starts_at)

    def hold(self, starts_at: datetime, **changes: Any) -> Appointment:
        wish: dict[str, Any] = {
            "actor": self.actor,
            "appointment_id": uuid7(),
            "practitioner": self.anna,
            "branch": self.branch,
            "service": self.visit,
        }
        return hold(**(wish | changes), starts_at=starts_at)

    def move(self, row: Appointment, starts_at: datetime, **changes: Any) -> Appointment:
        """Moves the appointment to another time of the same practitioner, as it stands in the table now."""
        wish: dict[str, Any] = {
            "actor": self.actor,
            "version": row.version,
            "practitioner": row.practitioner,
            "branch": row.branch,
            "service": row.service,
        }
        return move(appointment=row, **(wish | changes), starts_at=starts_at)

    def mark(self, row: Appointment, transition: Transition, **changes: Any) -> Appointment:
        wish: dict[str, Any] = {"actor": self.actor, "version": row.version}
        return mark(appointment=row, transition=transition, **(wish | changes))

    def second_branch(self, **fields: Any) -> Branch:
        """Another place, where Anna works too, on the same hours of its own clock."""
        branch = factories.make_branch(self.clinic, **fields)
        factories.make_hours(self.anna, branch, weekdays=WORKDAYS)
        return branch

    def state(self) -> tuple[Any, ...]:
        """Everything that an action may write: what a refusal leaves as it was."""
        rows = Appointment.objects.order_by("id").values_list()
        days = [day_version(MONDAY + timedelta(days=n)) for n in range(-2, 9)]
        return list(rows), Entry.objects.count(), days


def staff(role: str) -> Actor:
    return Actor("staff", str(uuid7()), role.title(), role)

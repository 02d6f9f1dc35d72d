"""Who did what in the demo's last days, so that the page that tells it has something to tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.audit.models import Entry
from daybook.booking import transitions
from daybook.booking.models import Appointment
from daybook.lib import clock
from daybook.operations.demo.insert import insert_rows
from daybook.operations.demo.shapes import ClinicFacts, DemoAppointment

DAYS = 3
Event = tuple[datetime, str, Membership, Appointment]


def load_trail(
    facts: ClinicFacts,
    appointments: Iterable[tuple[DemoAppointment, Appointment]],
    members: Mapping[str, Membership],
) -> None:
    """Entries of the last DAYS days, oldest first. Runs in the clinic's scope."""
    since = clock.now() - timedelta(days=DAYS)
    events = (event for one, row in appointments for event in _events(facts, one, row, members))
    recent = sorted((event for event in events if event[0] >= since), key=lambda event: event[0])
    insert_rows(_entry(*event) for event in recent)


def _events(
    facts: ClinicFacts, one: DemoAppointment, row: Appointment, members: Mapping[str, Membership]
) -> Iterator[Event]:
    desks = [member for member in members.values() if member.role == Role.RECEPTIONIST]
    desk = desks[one.patient % len(desks)]
    doctor = next(members[who.email] for who in facts.practitioners if who.name == one.practitioner)
    left = transitions.CANCEL if one.status == "cancelled" else transitions.NO_SHOW
    steps = (
        (one.created_at, "booked", desk),
        (one.arrived_at, transitions.ARRIVE.verb, desk),
        (one.consulted_at, transitions.START.verb, doctor),
        (one.done_at, transitions.FINISH.verb, doctor),
        (one.ended_at, left.verb, desk),
    )
    for at, verb, member in steps:
        if at is not None:
            yield at, f"appointment.{verb}", member, row


def _entry(at: datetime, verb: str, member: Membership, row: Appointment) -> Entry:
    return Entry(
        at=at,
        actor_kind="staff",
        actor_id=str(member.id),
        actor_label=member.display_name,
        verb=verb,
        subject_kind="appointment",
        subject_id=str(row.id),
        patient_id=row.patient_id,
    )

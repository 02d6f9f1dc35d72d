"""What the clinic's owner set up: profile, branches, rooms, services, practitioners, hours, leave, holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from daybook.accounts.models import Membership
from daybook.clinics.codes import COSMETIC, default_code
from daybook.clinics.models import Branch, Offering, Practitioner, Profile, Room, Service
from daybook.operations.demo.shapes import ClinicFacts, DemoClinic, DemoPractitioner
from daybook.scheduling.models import Holiday, Leave, WeeklyHours


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows by the names that the demo knows them by; rooms by branch and name."""

    branches: Mapping[str, Branch]
    rooms: Mapping[tuple[str, str], Room]
    services: Mapping[str, Service]
    practitioners: Mapping[str, Practitioner]


def load_facts(demo: DemoClinic, members: Mapping[str, Membership]) -> Facts:
    """Runs in the clinic's scope."""
    facts = demo.facts
    Profile.objects.create(
        name=facts.name,
        address=facts.address,
        phone=facts.phone,
        email=facts.email,
        time_zone=facts.zone,
        currency=facts.currency,
        next_file_number=len(demo.patients) + 1,
    )
    found = _rows(facts, members)
    Branch.objects.bulk_create(found.branches.values())
    Room.objects.bulk_create(found.rooms.values())
    Service.objects.bulk_create(found.services.values())
    Practitioner.objects.bulk_create(found.practitioners.values())
    Offering.objects.bulk_create(
        Offering(practitioner=found.practitioners[one.name], service=found.services[service])
        for one in facts.practitioners
        for service in one.services
    )
    WeeklyHours.objects.bulk_create(hours for one in facts.practitioners for hours in _hours(one, found))
    _closures(demo, found)
    return found


def _rows(facts: ClinicFacts, members: Mapping[str, Membership]) -> Facts:
    branches = {
        one.name: Branch(
            name=one.name,
            address=one.address,
            phone=one.phone,
            time_zone=facts.zone,
            currency=facts.currency,
            position=at,
        )
        for at, one in enumerate(facts.branches)
    }
    return Facts(
        branches=branches,
        rooms={
            (one.name, room): Room(branch=branches[one.name], name=room)
            for one in facts.branches
            for room in one.rooms
        },
        services=_services(facts),
        practitioners={
            one.name: Practitioner(
                name=one.name,
                speciality=one.speciality,
                registration=one.registration,
                membership=members[one.email],
                position=at,
            )
            for at, one in enumerate(facts.practitioners)
        },
    )


def _services(facts: ClinicFacts) -> dict[str, Service]:
    return {
        one.name: Service(
            name=one.name,
            minutes=one.minutes,
            buffer_before=one.buffer_before,
            buffer_after=one.buffer_after,
            price_minor=one.price_minor,
            tax_class=one.tax_class,
            code=default_code(one.tax_class) or COSMETIC,
            colour=one.colour,
            position=at,
        )
        for at, one in enumerate(facts.services)
    }


def _hours(one: DemoPractitioner, facts: Facts) -> list[WeeklyHours]:
    return [
        WeeklyHours(
            practitioner=facts.practitioners[one.name],
            branch=facts.branches[hours.branch],
            room=None if hours.label else facts.rooms[hours.branch, one.rooms[hours.branch]],
            kind=WeeklyHours.Kind.BREAK if hours.label else WeeklyHours.Kind.WORK,
            weekday=weekday,
            starts_minute=hours.starts,
            ends_minute=hours.ends,
            label=hours.label,
        )
        for hours in one.hours
        for weekday in hours.weekdays
    ]


def _closures(demo: DemoClinic, facts: Facts) -> None:
    Leave.objects.bulk_create(
        Leave(
            practitioner=facts.practitioners[one.practitioner],
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            reason=one.reason,
        )
        for one in demo.leaves
    )
    Holiday.objects.bulk_create(
        Holiday(branch=facts.branches[one.branch] if one.branch else None, day=one.day, name=one.name)
        for one in demo.holidays
    )

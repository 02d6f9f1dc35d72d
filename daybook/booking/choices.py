"""What can be chosen when booking: branches that are open, practitioners who are there, services they do."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, cast
from uuid import UUID

from daybook.accounts.models import Membership
from daybook.booking.models import Appointment
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.tenancy.reads import Joined, read

_PLACE = Joined(
    """
FROM clinics_practitioner p
JOIN clinics_branch b ON b.clinic_id = %(clinic)s AND b.id = %(branch)s
    AND b.closed_at IS NULL AND b.import_batch_id IS NULL
JOIN clinics_service s ON s.clinic_id = %(clinic)s AND s.id = %(service)s AND s.retired_at IS NULL
WHERE p.clinic_id = %(clinic)s AND p.id = %(practitioner)s AND p.left_at IS NULL
""",
    p=Practitioner,
    b=Branch,
    s=Service,
)

_BRANCHES = Joined(
    """
FROM clinics_branch b WHERE b.clinic_id = %(clinic)s AND b.closed_at IS NULL AND b.import_batch_id IS NULL
ORDER BY b.position, b.name
""",
    b=Branch,
)

_PRACTITIONERS = Joined(
    """
FROM clinics_practitioner p WHERE p.clinic_id = %(clinic)s AND p.left_at IS NULL AND p.id IN (
    SELECT o.practitioner_id FROM clinics_offering o
    JOIN clinics_service s ON s.clinic_id = %(clinic)s AND s.id = o.service_id
    WHERE o.clinic_id = %(clinic)s AND s.retired_at IS NULL
)
ORDER BY p.position, p.name
""",
    p=Practitioner,
)
_SERVICES = Joined(
    "FROM clinics_service s WHERE s.clinic_id = %(clinic)s AND s.retired_at IS NULL ORDER BY s.position, s.name",
    s=Service,
)


class Who(NamedTuple):
    """A practitioner as the head of a column."""

    id: UUID
    name: str
    speciality: str


def place(
    practitioner_id: UUID, branch_id: UUID, service_id: UUID
) -> tuple[Practitioner, Branch, Service] | None:
    """The three in one query; None when one of them is not there, or no longer."""
    found = _PLACE.rows(practitioner=practitioner_id, branch=branch_id, service=service_id)
    return cast(tuple[Practitioner, Branch, Service], found[0]) if found else None


def branches() -> list[Branch]:
    """The clinic's open branches, in their order."""
    return [row[0] for row in _BRANCHES.rows()]


def practitioners() -> list[Practitioner]:
    """Who can be booked: still there, and offering at least one service."""
    return [row[0] for row in _PRACTITIONERS.rows()]


def services() -> list[Service]:
    """Services on offer, in their order."""
    return [row[0] for row in _SERVICES.rows()]


def offered_by() -> dict[UUID, set[UUID]]:
    """Practitioner -> the services they do."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = read("SELECT practitioner_id, service_id FROM clinics_offering WHERE clinic_id = %(clinic)s")
    for practitioner_id, service_id in rows:
        found[practitioner_id].add(service_id)
    return dict(found)


def offers(practitioner: Practitioner, service: Service) -> bool:
    """Whether the practitioner does the service."""
    return bool(
        read(
            "SELECT 1 FROM clinics_offering WHERE clinic_id = %(clinic)s"
            " AND practitioner_id = %(practitioner)s AND service_id = %(service)s",
            practitioner=practitioner.id,
            service=service.id,
        )
    )


class OnOffer:
    """What can be chosen, by id, for the time of one request: each list is read when it is first asked for."""

    @cached_property
    def branches(self) -> dict[str, Branch]:
        return {str(row.id): row for row in branches()}

    @cached_property
    def practitioners(self) -> dict[str, Practitioner]:
        return {str(row.id): row for row in practitioners()}

    @cached_property
    def services(self) -> dict[str, Service]:
        return {str(row.id): row for row in services()}

    @cached_property
    def _offered(self) -> dict[UUID, set[UUID]]:
        return offered_by()

    def done_by(self, practitioner: Practitioner | None) -> list[Service]:
        """The services that somebody does, in their order."""
        mine = self._offered.get(practitioner.id, set()) if practitioner else set()
        return [row for row in self.services.values() if row.id in mine]

    def who_does(self, service: Service) -> list[Practitioner]:
        return [row for row in self.practitioners.values() if service.id in self._offered.get(row.id, set())]


def last_appointment(patient_id: UUID) -> Appointment | None:
    """The patient's newest appointment: whom they will most likely want to see again."""
    return (
        Appointment.objects.filter(patient_id=patient_id, service__isnull=False)
        .exclude(status__in=[Appointment.Status.HELD, Appointment.Status.EXPIRED])
        .order_by("-starts_at")
        .first()
    )


def by_id(ids: Iterable[UUID]) -> list[Who]:
    """These practitioners, in the clinic's order, also those who have left: their days are part of the book."""
    found = read(
        "SELECT id, name, speciality FROM clinics_practitioner"
        " WHERE clinic_id = %(clinic)s AND id = ANY(%(ids)s) ORDER BY position, name",
        ids=list(ids),
    )
    return [Who(*row) for row in found]


def practitioner_of(member: Membership) -> Practitioner | None:
    """The practitioner that a staff member is, if they are one."""
    return Practitioner.objects.filter(membership=member, left_at__isnull=True).first()


def branch_by_id(branch_id: UUID) -> Branch | None:
    """One branch, closed or not; None when it is not there (or not this clinic's)."""
    return Branch.objects.filter(id=branch_id).first()

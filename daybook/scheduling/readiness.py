"""How far a clinic has come with its settings: what is needed before the first appointment can be booked."""

from dataclasses import dataclass

from daybook.accounts.models import Membership
from daybook.clinics.models import Branch, Offering, Practitioner, Room, Service
from daybook.scheduling.models import WeeklyHours
from daybook.scheduling.plans import holidays


@dataclass(frozen=True, slots=True)
class Readiness:
    """Names, in their order. `without_hours`, `without_services`: practitioners; `done_by_nobody`: services."""

    branches: list[str]
    branches_without_rooms: list[str]
    rooms: int
    services: list[str]
    done_by_nobody: list[str]
    practitioners: list[str]
    without_hours: list[str]
    without_services: list[str]
    holidays: int
    staff: int


def readiness() -> Readiness:
    """Of the clinic of the scope."""
    branches = list(Branch.objects.filter(closed_at=None).order_by("position", "name"))
    rooms = list(
        Room.objects.filter(closed_at=None, branch__closed_at=None).values_list("branch_id", flat=True)
    )
    services = list(Service.objects.filter(retired_at=None).order_by("position", "name"))
    here = list(Practitioner.objects.filter(left_at=None).order_by("position", "name"))
    pairs = list(
        Offering.objects.filter(practitioner__left_at=None, service__retired_at=None).values_list(
            "practitioner_id", "service_id"
        )
    )
    working = set(
        WeeklyHours.objects.filter(branch__closed_at=None).values_list("practitioner_id", flat=True)
    )
    doing, done = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return Readiness(
        branches=[each.name for each in branches],
        branches_without_rooms=[each.name for each in branches if each.id not in rooms],
        rooms=len(rooms),
        services=[each.name for each in services],
        done_by_nobody=[each.name for each in services if each.id not in done],
        practitioners=[each.name for each in here],
        without_hours=[each.name for each in here if each.id not in working],
        without_services=[each.name for each in here if each.id not in doing],
        holidays=len(holidays()),
        staff=Membership.objects.filter(disabled_at=None).count(),
    )

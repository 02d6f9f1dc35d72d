"""How far a clinic has come: nothing is stored, what is there tells."""

from dataclasses import dataclass
from datetime import date

from daybook.booking import choices
from daybook.booking.queries import has_been_booked, next_free
from daybook.lib.zones import local_day, zone
from daybook.scheduling.readiness import readiness


@dataclass(frozen=True, slots=True)
class Steps:
    """`services`, `practitioners`: their names. `booked`: somebody has been booked, other than a made-up patient."""

    services: list[str]
    practitioners: list[str]
    booked: bool

    @property
    def count(self) -> int:
        """Of three."""
        return bool(self.services) + bool(self.practitioners) + self.booked

    @property
    def ready(self) -> bool:
        """Somebody can be booked."""
        return bool(self.services and self.practitioners)


def open_day() -> date | None:
    """The next day on which somebody could be seen, at the first branch."""
    for branch in choices.branches()[:1]:
        for service in choices.services()[:1]:
            for free in next_free(choices.practitioners(), branch, service, 1):
                return local_day(free.starts_at, zone(branch.time_zone))
    return None


def steps() -> Steps:
    found = readiness()
    working = [each for each in found.practitioners if each not in found.without_hours]
    return Steps(found.services, working, has_been_booked())

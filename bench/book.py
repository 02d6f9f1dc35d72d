"""The appointments of a seeded clinic: a year of days, each practitioner's about three quarters full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.copying import Filling, Row, Table, id_at
from bench.people import Person
from bench.shape import Size
from daybook.audit.models import Entry
from daybook.booking.models import Appointment
from daybook.lib.zones import at_local

SLOT = timedelta(minutes=15)
HALVES = (time(9), time(13, 30))  # with the break between: 13:00 to 13:30, closing at 17:30
SLOTS = 16  # quarters of an hour in a half day
CLOSED = -1  # no work on yesterday's weekday, so that today and the coming days are open


class Kind(NamedTuple):
    """A service: how many slots it takes, of which the last minutes are a buffer."""

    slots: int
    minutes: int
    after: int


KINDS = (Kind(1, 15, 0), Kind(2, 25, 5), Kind(3, 40, 5))
# Which services a half day holds, by their place in KINDS; the rest of its slots is free.
HOLDS = ((0, 0, 0, 0, 0, 1, 1, 2), (0, 0, 0, 0, 1, 1, 1, 2))

APPOINTMENTS, ENTRIES = Table(Appointment), Table(Entry)


@dataclass(frozen=True, slots=True)
class Desk:
    """A practitioner with a room, at a branch."""

    practitioner: UUID
    branch: UUID
    room: UUID


class Visit(NamedTuple):
    desk: Desk
    kind: int
    starts: datetime


class Free(NamedTuple):
    """A free quarter of an hour of a practitioner."""

    practitioner: UUID
    starts: datetime


def open_days(size: Size, today: date) -> list[date]:
    first, last = today - size.back, today + size.ahead
    closed = (today + timedelta(days=CLOSED)).weekday()
    days = (first + timedelta(days=number) for number in range((last - first).days))
    return [day for day in days if day.weekday() != closed]


def plan(
    size: Size, desks: list[Desk], now: datetime, zone: ZoneInfo, chance: Random
) -> tuple[list[Visit], list[Free]]:
    """Exactly `size.visits` visits, by day, and the free times among them."""
    visits: list[Visit] = []
    free: list[Free] = []
    for day in open_days(size, now.astimezone(zone).date()):
        for desk in desks:
            for opens, holds in zip(HALVES, HOLDS, strict=True):
                _half(desk, at_local(day, opens, zone), holds, chance, visits, free)
    return visits[len(visits) - size.visits :], free


def _half(
    desk: Desk, opens: datetime, holds: tuple[int, ...], chance: Random, visits: list[Visit], free: list[Free]
) -> None:
    gaps = SLOTS - sum(KINDS[kind].slots for kind in holds)
    order = [*holds, *[None] * gaps]
    chance.shuffle(order)
    at = opens
    for kind in order:
        if kind is None:
            free.append(Free(desk.practitioner, at))
            at += SLOT
        else:
            visits.append(Visit(desk, kind, at))
            at += SLOT * KINDS[kind].slots


class Diary:
    """Which patients have something on which day: nobody is seen twice on one."""

    def __init__(self, persons: list[Person], chance: Random) -> None:
        self._persons, self._chance = persons, chance
        self._busy: dict[date, set[int]] = defaultdict(set)

    def somebody(self, at: datetime) -> Person:
        """A patient who has nothing else on that day."""
        busy = self._busy[at.date()]
        number = self._chance.randrange(len(self._persons))
        while number in busy:
            number = self._chance.randrange(len(self._persons))
        busy.add(number)
        return self._persons[number]


def add_visits(
    filling: Filling,
    clinic_id: int,
    visits: list[Visit],
    services: list[UUID],
    diary: Diary,
    now: datetime,
    chance: Random,
) -> None:
    """Each with the audit entry of its booking, made some hours to weeks before."""
    rows = list(_rows(clinic_id, visits, services, diary, now, chance))
    filling.add(APPOINTMENTS, (row for row, _ in rows))
    filling.add(ENTRIES, (entry for _, entry in rows))


def _rows(
    clinic_id: int,
    visits: list[Visit],
    services: list[UUID],
    diary: Diary,
    now: datetime,
    chance: Random,
) -> Iterator[tuple[Row, Row]]:
    for visit in visits:
        person = diary.somebody(visit.starts)
        made = min(visit.starts, now) - timedelta(hours=1 + chance.expovariate(1 / 150))
        row_id = id_at(made, chance)
        yield (
            _appointment(clinic_id, row_id, made, visit, services[visit.kind], person, now, chance),
            _entry(clinic_id, row_id, made, person, chance),
        )


def _appointment(
    clinic_id: int,
    row_id: UUID,
    made: datetime,
    visit: Visit,
    service: UUID,
    person: Person,
    now: datetime,
    chance: Random,
) -> Row:
    kind = KINDS[visit.kind]
    ends = visit.starts + timedelta(minutes=kind.minutes)
    status = _status(visit.starts, ends, now, chance)
    here = status in ("arrived", "in_consultation", "done")
    return APPOINTMENTS.row(
        clinic_id=clinic_id,
        id=row_id,
        practitioner_id=visit.desk.practitioner,
        branch_id=visit.desk.branch,
        room_id=visit.desk.room,
        service_id=service,
        patient_id=person.id,
        starts_at=visit.starts,
        ends_at=ends,
        busy_from=visit.starts,
        busy_until=ends + timedelta(minutes=kind.after),
        status=status,
        arrived_at=visit.starts - timedelta(minutes=5) if here else None,
        consulted_at=visit.starts if status in ("in_consultation", "done") else None,
        done_at=ends if status == "done" else None,
        ended_at=made if status in ("cancelled", "no_show") else None,
        cancel_reason="Patient asked" if status == "cancelled" else "",
        created_at=made,
    )


def _status(starts: datetime, ends: datetime, now: datetime, chance: Random) -> str:
    luck = chance.random()
    if luck < 0.05:
        return "cancelled"
    if ends < now:
        return "no_show" if luck < 0.1 else "done"
    if starts < now:
        return "in_consultation"
    return "arrived" if starts < now + timedelta(minutes=20) else "booked"


def _entry(clinic_id: int, row_id: UUID, made: datetime, person: Person, chance: Random) -> Row:
    return ENTRIES.row(
        clinic_id=clinic_id,
        id=id_at(made, chance),
        at=made,
        actor_kind="staff",
        actor_id="seed",
        actor_label="Seed",
        verb="appointment.booked",
        subject_kind="appointment",
        subject_id=str(row_id),
        patient_id=person.id,
        # As long as the real thing; nobody reads it.
        details_sealed=chance.randbytes(150),
    )

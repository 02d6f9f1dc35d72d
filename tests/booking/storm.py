"""One process of the storm: it tries to book, hold, move and cancel as fast as it can, and remembers what it was told.

Each try is one transaction as the application's role, as a request is. What was told counts only once the
transaction has ended: that is when a person sees it.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402

from daybook.accounts.permissions import Role  # noqa: E402
from daybook.audit.actor import Actor  # noqa: E402
from daybook.booking import queries  # noqa: E402
from daybook.booking.actions.book import book  # noqa: E402
from daybook.booking.actions.book_hold import book_hold  # noqa: E402
from daybook.booking.actions.hold import hold  # noqa: E402
from daybook.booking.actions.mark import mark  # noqa: E402
from daybook.booking.actions.move import move  # noqa: E402
from daybook.booking.actions.release_hold import release_hold  # noqa: E402
from daybook.booking.actions.sweep_holds import sweep_holds  # noqa: E402
from daybook.booking.models import Appointment  # noqa: E402
from daybook.booking.refusals import BookingRefused, Taken  # noqa: E402
from daybook.booking.transitions import ARRIVE, CANCEL, REOPEN, Transition  # noqa: E402
from daybook.clinics.models import Branch, Practitioner, Room, Service  # noqa: E402
from daybook.lib.ids import uuid7  # noqa: E402
from daybook.patients.models import Patient  # noqa: E402
from daybook.tenancy.retry import with_retries  # noqa: E402
from daybook.tenancy.scope import clinic_scope  # noqa: E402

RECEPTION = Actor("staff", "storm", "Storm", Role.RECEPTIONIST)


@dataclass(frozen=True)
class Plan:
    """What every process works on, and how much. `twins`: forms that several processes send."""

    clinic_id: int
    first: datetime
    times: int
    tries: int
    twins: tuple[UUID, ...]


@dataclass
class Told:
    """What a process was told. `rows`: id -> (status, start) as last acknowledged. `entries`: id -> how many audit
    entries that makes. `bumps`: how often the day's counter went up. `refused`: ids that were never given."""

    rows: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    entries: Counter[UUID] = field(default_factory=Counter)
    refused: set[UUID] = field(default_factory=set)
    twins: set[UUID] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    bumps: int = 0


class GaveUp(Exception):
    """What was done is rolled back."""


_meet: Callable[[], Any] | None = None


def prepare(barrier: Any) -> None:
    """Runs first in each process."""
    global _meet
    _meet = barrier.wait


def work(plan: Plan, seed: int) -> Told:
    """All tries of one process: for each of the times in turn, and at the same moment as all other processes."""
    storm = Storm(plan, random.Random(seed))
    assert _meet is not None
    for storm.hot in range(plan.times):
        _meet()
        for _ in range(plan.tries // plan.times):
            storm.one_try()
    return storm.told


class Storm:
    def __init__(self, plan: Plan, dice: random.Random) -> None:
        self.plan, self.dice, self.told = plan, dice, Told()
        self.twins = list(plan.twins)
        self.pending: Appointment | None = None
        self.hot = 0
        with clinic_scope(plan.clinic_id):
            self.branch = Branch.objects.get()
            self.practitioners = list(Practitioner.objects.order_by("id"))
            self.services = list(Service.objects.order_by("id"))
            self.rooms: list[Room | None] = [None, *Room.objects.order_by("id")]
            self.patients = list(Patient.objects.order_by("id"))

    def one_try(self) -> None:
        [what] = self.dice.choices(
            [
                self.book,
                self.move,
                self.cancel,
                self.reopen,
                self.arrive,
                self.held,
                self.run_out,
                self.sweep,
            ],
            [44, 22, 10, 6, 3, 12, 5, 2],
        )
        try:
            with_retries(lambda: self.scoped(what))
        except GaveUp:
            self.told.outcomes["gave up"] += 1
        except Taken as refusal:
            self.told.outcomes[f"{what.__name__}: {refusal.whose}"] += 1
        except BookingRefused as refusal:
            self.told.outcomes[f"{what.__name__}: {refusal.code}"] += 1
        else:
            self.told.outcomes[what.__name__] += 1

    def scoped(self, what: Callable[[], Callable[[], None]]) -> None:
        with clinic_scope(self.plan.clinic_id):
            acknowledge = what()
            if self.dice.random() < 0.4:
                self.give_up()
        acknowledge()

    def give_up(self) -> None:
        """A request that fails after its action. Those who wait for the same time then go for it all at once, which
        is where plain INSERTs and UPDATEs end in deadlocks; it lingers, so that some do wait."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
        raise GaveUp

    def wish(self) -> dict[str, Any]:
        """Mostly the time and the practitioner that everybody wants just now."""
        number, who = self.hot, self.practitioners[self.hot % 3]
        if self.dice.random() < 0.3:
            number, who = self.dice.randrange(self.plan.times), self.dice.choice(self.practitioners)
        return {
            "actor": RECEPTION,
            "practitioner": who,
            "branch": self.branch,
            "service": self.dice.choice(self.services),
            "starts_at": self.plan.first + timedelta(minutes=15 * number),
        }

    def room_and_reason(self) -> dict[str, Any]:
        reason = "walked in" if self.dice.random() < 0.1 else ""
        return {"room": self.dice.choice(self.rooms), "overbook_reason": reason}

    def own(self, *states: str) -> Appointment | None:
        """One of the appointments that this process made, loaded as a page would."""
        mine = [each for each, (status, _) in self.told.rows.items() if status in states]
        return queries.appointment(self.dice.choice(mine)) if mine else None

    def book(self) -> Callable[[], None]:
        twin = self.twins.pop() if self.twins and self.dice.random() < 0.2 else None
        wanted = twin or uuid7()
        if twin is None:
            self.told.refused.add(wanted)
        patient = self.patients[0] if twin else self.dice.choice(self.patients)
        row = book(appointment_id=wanted, patient=patient, **self.wish(), **self.room_and_reason())

        def acknowledge() -> None:
            if twin:
                self.told.twins.add(twin)
                return
            self.told.refused.discard(wanted)
            self.keep(row, "booked", row.starts_at)

        return acknowledge

    def move(self) -> Callable[[], None]:
        row = self.own("booked", "arrived")
        if row is None:
            return lambda: None
        moved = move(appointment=row, version=row.version, **self.wish(), **self.room_and_reason())
        return lambda: self.keep(moved, row.status, moved.starts_at)

    def mark(self, row: Appointment | None, transition: Transition) -> Callable[[], None]:
        if row is None:
            return lambda: None
        mark(actor=RECEPTION, appointment=row, version=row.version, transition=transition, reason="storm")
        return lambda: self.keep(row, transition.target, row.starts_at)

    def cancel(self) -> Callable[[], None]:
        return self.mark(self.own("booked", "arrived"), CANCEL)

    def arrive(self) -> Callable[[], None]:
        return self.mark(self.own("booked"), ARRIVE)

    def reopen(self) -> Callable[[], None]:
        return self.mark(self.own("cancelled", "arrived"), REOPEN)

    def held(self) -> Callable[[], None]:
        """A hold; the next try with it makes it an appointment, or gives it back."""
        if self.pending is None:
            row = hold(appointment_id=uuid7(), **self.wish())
            return lambda: self.keep_hold(row)
        row = self.pending
        if self.dice.random() < 0.3:
            release_hold(actor=RECEPTION, hold=row)
            return lambda: self.end_hold(row, "expired", entries=0)
        book_hold(actor=RECEPTION, hold=row, patient=self.dice.choice(self.patients))
        return lambda: self.end_hold(row, "booked", entries=1)

    def keep_hold(self, row: Appointment) -> None:
        self.pending = row
        self.add(row.id, "held", row.starts_at, bumps=1)

    def end_hold(self, row: Appointment, status: str, entries: int) -> None:
        self.pending = None
        self.add(row.id, status, row.starts_at, bumps=1, entries=entries)

    def run_out(self) -> Callable[[], None]:
        """A hold that is over at once: whoever comes next has to take it out of the way."""
        row = hold(appointment_id=uuid7(), minutes=0, **self.wish())
        return lambda: self.add(row.id, "over", row.starts_at, bumps=1)

    def sweep(self) -> Callable[[], None]:
        swept = sweep_holds()

        def acknowledge() -> None:
            self.told.bumps += bool(swept)

        return acknowledge

    def keep(self, row: Appointment, status: str, starts_at: datetime) -> None:
        self.add(row.id, status, starts_at, bumps=1, entries=1)

    def add(self, row_id: UUID, status: str, starts_at: datetime, *, bumps: int, entries: int = 0) -> None:
        self.told.rows[row_id] = (status, starts_at)
        self.told.entries[row_id] += entries
        self.told.bumps += bumps

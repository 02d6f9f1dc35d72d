"""Hypothesis drives the book against a plain model of it: a list of rows and one rule about spans."""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from daybook.audit.models import Entry
from daybook.booking.actions.book_hold import book_hold
from daybook.booking.actions.release_hold import release_hold
from daybook.booking.actions.sweep_holds import sweep_holds
from daybook.booking.claim import LANES
from daybook.booking.models import Appointment
from daybook.booking.queries import appointment, free_times
from daybook.booking.refusals import BookingRefused, Taken
from daybook.booking.transitions import ARRIVE, CANCEL, NO_SHOW, REOPEN, Transition
from daybook.booking.versions import several_changes
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.booking.desk import MONDAY, NINE, Desk

QUARTER = timedelta(minutes=15)
OPEN, CLOSE = 0, 32  # quarters since nine: until five in the afternoon


@dataclass(frozen=True)
class Row:
    """One appointment or hold as the model has it. Times are moments; names are those of the desk."""

    who: str
    room: str | None
    patient: str | None
    service: str
    start: datetime
    state: str
    lane: int = 0
    held_until: datetime | None = None

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=30 if self.service == "surgery" else 15)

    @property
    def busy(self) -> tuple[datetime, datetime]:
        before, after = (10, 20) if self.service == "surgery" else (0, 0)
        return self.start - timedelta(minutes=before), self.end + timedelta(minutes=after)

    def takes_time(self) -> bool:
        if self.state == "held":
            assert self.held_until is not None
            return self.held_until > clock.now()
        return self.state in ("booked", "arrived")


def meet(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def blockers(new: Row, others: list[Row], lane: int | None) -> list[str]:
    """Whose time is taken already, in the order in which a person is told; in one lane, or in any with None."""
    there = [each for each in others if each.takes_time()]
    beside = [each for each in there if meet(each.busy, new.busy) and lane in (None, each.lane)]
    found = []
    if new.patient and any(
        e.patient == new.patient and meet((e.start, e.end), (new.start, new.end)) for e in there
    ):
        found.append("patient")
    if any(each.who == new.who for each in beside):
        found.append("practitioner")
    if new.room and any(each.room == new.room for each in beside):
        found.append("room")
    return found


WHO, ROOMS = st.sampled_from(["anna", "ben"]), st.sampled_from([None, "room", "other_room"])
PATIENTS, SERVICES = st.sampled_from(["patient", "friend"]), st.sampled_from(["visit", "surgery"])
# A few quarters of the morning, so that they meet; one before and one after the open hours.
QUARTERS = st.sampled_from([-1, 0, 1, 2, 3, 4, 6, 31, 32])
REASONS = st.sampled_from(["", "", "", "walked in"])
PICK = st.integers(0, 10**6)


class Book(RuleBasedStateMachine):
    desk: Desk  # made once for all runs; each run is rolled back

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.clock = self.stack.enter_context(clock.frozen(NINE))
        self.stack.enter_context(clinic_scope(self.desk.clinic))
        self.stack.enter_context(several_changes())
        self.rows: dict[UUID, Row] = {}
        self.entries = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    # What the model expects of a wish, and what the book did with it.

    def expected(self, wish: Row, reason: str, without: UUID | None = None) -> Row | str:
        """The row as it must become, or how it must be refused."""
        first = (wish.start - NINE) // QUARTER
        closed = first < OPEN or first + (2 if wish.service == "surgery" else 1) > CLOSE
        if closed and not reason:
            return "closed"
        if wish.room is None and not closed:
            wish = replace(wish, room="room" if wish.who == "anna" else "other_room")
        others = [row for row_id, row in self.rows.items() if row_id != without]
        for lane in range(LANES + 1) if reason else range(1):
            if not blockers(wish, others, lane):
                return replace(wish, lane=lane)
        return blockers(wish, others, None)[0]

    def compare(self, row_id: UUID, expected: Row | str, work: Any, *, entry: bool = True) -> None:
        try:
            work()
        except Taken as refusal:
            assert refusal.whose == expected
        except BookingRefused as refusal:
            assert refusal.code == expected
        else:
            assert isinstance(expected, Row), f"was done, and should have been refused: {expected}"
            self.rows[row_id] = expected
            self.entries += entry

    def pick(self, number: int, *states: str) -> tuple[UUID, Row, Appointment] | None:
        mine = [(row_id, row) for row_id, row in self.rows.items() if row.state in states]
        if not mine:
            return None
        row_id, row = mine[number % len(mine)]
        loaded = appointment(row_id)
        assert loaded is not None
        return row_id, row, loaded

    def room(self, name: str | None) -> Any:
        return getattr(self.desk, name) if name else None

    def alive(self) -> bool:
        return len(self.rows) < 25

    @precondition(alive)
    @rule(who=WHO, quarter=QUARTERS, service=SERVICES, patient=PATIENTS, room=ROOMS, reason=REASONS)
    def book(self, who: str, quarter: int, service: str, patient: str, room: str | None, reason: str) -> None:
        row_id, wish = uuid7(), Row(who, room, patient, service, NINE + quarter * QUARTER, "booked")
        self.compare(
            row_id,
            self.expected(wish, reason),
            lambda: self.desk.book(
                wish.start,
                appointment_id=row_id,
                practitioner=getattr(self.desk, who),
                service=getattr(self.desk, service),
                patient=getattr(self.desk, patient),
                room=self.room(room),
                overbook_reason=reason,
            ),
        )

    @rule(number=PICK)
    def send_the_form_again(self, number: int) -> None:
        found = self.pick(number, "booked", "arrived", "cancelled")
        if found and found[1].patient:
            patient = getattr(self.desk, found[1].patient)
            again = self.desk.book(NINE, appointment_id=found[0], patient=patient)
            assert again.starts_at == found[1].start

    @rule(number=PICK, who=WHO, quarter=QUARTERS, service=SERVICES, room=ROOMS, reason=REASONS)
    def move(self, number: int, who: str, quarter: int, service: str, room: str | None, reason: str) -> None:
        found = self.pick(number, "booked", "arrived")
        if found is None:
            return
        row_id, row, loaded = found
        wish = replace(row, who=who, room=room, service=service, start=NINE + quarter * QUARTER, lane=0)
        self.compare(
            row_id,
            self.expected(wish, reason, without=row_id),
            lambda: self.desk.move(
                loaded,
                wish.start,
                practitioner=getattr(self.desk, who),
                service=getattr(self.desk, service),
                room=self.room(room),
                overbook_reason=reason,
            ),
        )

    def mark(self, number: int, transition: Transition) -> None:
        found = self.pick(number, *transition.sources)
        if found is None:
            return
        row_id, row, loaded = found
        wanted = replace(row, state=transition.target)
        others = [each for other, each in self.rows.items() if other != row_id]
        expected: Row | str = wanted
        if not row.takes_time() and wanted.takes_time() and blockers(wanted, others, row.lane):
            expected = blockers(wanted, others, None)[0]
        self.compare(row_id, expected, lambda: self.desk.mark(loaded, transition, reason="ill"))

    @rule(number=PICK)
    def cancel(self, number: int) -> None:
        self.mark(number, CANCEL)

    @rule(number=PICK)
    def arrive(self, number: int) -> None:
        self.mark(number, ARRIVE)

    @rule(number=PICK)
    def miss(self, number: int) -> None:
        self.mark(number, NO_SHOW)

    @rule(number=PICK)
    def reopen(self, number: int) -> None:
        self.mark(number, REOPEN)

    @precondition(alive)
    @rule(who=WHO, quarter=QUARTERS, service=SERVICES)
    def hold(self, who: str, quarter: int, service: str) -> None:
        row_id, until = uuid7(), clock.now() + timedelta(minutes=5)
        wish = Row(who, None, None, service, NINE + quarter * QUARTER, "held", held_until=until)
        self.compare(
            row_id,
            self.expected(wish, ""),
            lambda: self.desk.hold(
                wish.start,
                appointment_id=row_id,
                practitioner=getattr(self.desk, who),
                service=getattr(self.desk, service),
            ),
            entry=False,
        )

    @rule(number=PICK, patient=PATIENTS)
    def book_the_held(self, number: int, patient: str) -> None:
        found = self.pick(number, "held")
        if found is None:
            return
        row_id, row, loaded = found
        wanted = replace(row, state="booked", patient=patient, held_until=None)
        others = [each for other, each in self.rows.items() if other != row_id]
        expected: Row | str = wanted
        if not row.takes_time():
            expected = "expired"
        elif "patient" in blockers(wanted, others, row.lane):
            expected = "patient"
        who = getattr(self.desk, patient)
        self.compare(row_id, expected, lambda: book_hold(actor=self.desk.actor, hold=loaded, patient=who))

    @rule(number=PICK)
    def release(self, number: int) -> None:
        found = self.pick(number, "held")
        if found:
            release_hold(actor=self.desk.actor, hold=found[2])
            self.rows[found[0]] = replace(found[1], held_until=clock.now())

    @rule(minutes=st.sampled_from([1, 4, 5]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule()
    def sweep(self) -> None:
        sweep_holds()
        assert not Appointment.objects.filter(status="held", held_until__lte=clock.now()).exists()

    @invariant()
    def the_table_is_the_model(self) -> None:
        desk = self.desk
        names: dict[UUID | None, str | None] = {
            None: None,
            desk.visit.id: "visit",
            desk.surgery.id: "surgery",
        }
        for name in ("anna", "ben", "room", "other_room", "patient", "friend"):
            names[getattr(desk, name).id] = name
        saved = {
            row.id: (
                names[row.practitioner_id],
                names[row.room_id],
                names[row.patient_id],
                names[row.service_id],
                row.starts_at,
                row.ends_at,
                (row.busy_from, row.busy_until),
                row.lane,
                over(row.status, row.held_until),
            )
            for row in Appointment.objects.all()
        }
        assert saved == {
            row_id: (
                row.who,
                row.room,
                row.patient,
                row.service,
                row.start,
                row.end,
                row.busy,
                row.lane,
                over(row.state, row.held_until),
            )
            for row_id, row in self.rows.items()
        }

    @invariant()
    def nobody_is_given_twice(self) -> None:
        there = [row for row in self.rows.values() if row.takes_time()]
        for number, row in enumerate(there):
            assert not blockers(row, there[:number], row.lane)

    @invariant()
    def each_step_has_its_entry(self) -> None:
        assert Entry.objects.count() == self.entries

    @rule(who=WHO, service=SERVICES)
    def free_times_are_what_is_left(self, who: str, service: str) -> None:
        """Offered is what a stranger could book in lane 0: the patient's own appointments nobody knows yet."""
        free = set(free_times(getattr(self.desk, who), self.desk.branch, getattr(self.desk, service), MONDAY))
        for quarter in range(OPEN, CLOSE):
            start = NINE + quarter * QUARTER
            wish = Row(who, None, None, service, start, "booked")
            bookable = isinstance(self.expected(wish, ""), Row) and start >= clock.now()
            assert (start in free) == bookable, f"{start} for {who}, {service}"


def over(state: str, held_until: datetime | None) -> str:
    """A hold that has run out is the same whether it was marked or not."""
    ran_out = state == "held" and held_until is not None and held_until <= clock.now()
    return "expired" if ran_out else state


def test_the_book_does_what_the_model_does(db: None) -> None:
    Book.desk = Desk()
    factories.make_hours(Book.desk.anna, factories.make_branch(Book.desk.clinic))
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )

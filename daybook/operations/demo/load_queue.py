"""The demo's queue of today: a token for each who has arrived, and somebody who walked in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from daybook.booking.models import Appointment, QueueCounter, QueueEntry
from daybook.booking.tokens import letter_at
from daybook.clinics.models import Practitioner
from daybook.lib import clock
from daybook.lib.zones import local_day
from daybook.operations.demo.insert import insert_rows
from daybook.operations.demo.load_facts import Facts
from daybook.operations.demo.shapes import ClinicFacts, DemoAppointment
from daybook.patients.models import Patient

S = QueueEntry.State
STATES = {
    "arrived": S.WAITING,
    "in_consultation": S.WITH_PRACTITIONER,
    "done": S.DONE,
    "cancelled": S.LEFT,
}
WALKED_IN = timedelta(minutes=4)


def load_queue(
    demo: ClinicFacts,
    facts: Facts,
    appointments: Iterable[tuple[DemoAppointment, Appointment]],
    patients: Mapping[int, Patient],
) -> None:
    """Runs in the clinic's scope."""
    zone, now = ZoneInfo(demo.zone), clock.now()
    today = local_day(now, zone)
    here = [
        (one, row)
        for one, row in appointments
        if one.arrived_at is not None and local_day(one.starts_at, zone) == today and one.status in STATES
    ]
    entries = [_booked(one, row, today) for one, row in here]
    entries += _walk_in(here, facts, patients, today)
    counters = list(_number(entries, list(facts.practitioners.values()), today))
    insert_rows(counters)
    insert_rows(entries)


def _booked(one: DemoAppointment, row: Appointment, day: date) -> QueueEntry:
    arrived = one.arrived_at or one.starts_at
    return QueueEntry(
        practitioner_id=row.practitioner_id,
        branch_id=row.branch_id,
        patient=row.patient,
        appointment=row,
        day=day,
        state=STATES[one.status],
        arrived_at=arrived,
        queued_at=arrived,
        called_at=one.consulted_at,
        started_at=one.consulted_at,
        ended_at=one.done_at or one.ended_at,
    )


def _walk_in(
    here: list[tuple[DemoAppointment, Appointment]],
    facts: Facts,
    patients: Mapping[int, Patient],
    day: date,
) -> Iterator[QueueEntry]:
    """Somebody without an appointment, where somebody is being seen just now."""
    known = {one.patient for one, _row in here}
    busy = next(((one, row) for one, row in here if one.status == "in_consultation"), None)
    stranger = next(
        (patients[number] for number in sorted(patients, reverse=True) if number not in known), None
    )
    if busy is not None and stranger is not None:
        at = clock.now() - WALKED_IN
        yield QueueEntry(
            practitioner=facts.practitioners[busy[0].practitioner],
            branch=facts.branches[busy[0].branch],
            patient=stranger,
            day=day,
            arrived_at=at,
            queued_at=at,
        )


def _number(
    entries: list[QueueEntry], practitioners: list[Practitioner], day: date
) -> Iterator[QueueCounter]:
    """Tokens in the order of their coming, and the counters that stand behind them."""
    letters = {who.id: letter_at(place) for place, who in enumerate(practitioners)}
    last: dict[object, int] = defaultdict(int)
    for entry in sorted(entries, key=lambda each: each.arrived_at):
        last[entry.practitioner_id] += 1
        entry.letter, entry.number = letters[entry.practitioner_id], last[entry.practitioner_id]
    for who in practitioners:
        if last[who.id]:
            yield QueueCounter(practitioner=who, day=day, letter=letters[who.id], last=last[who.id])

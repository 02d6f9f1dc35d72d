"""How a practitioner's day went, as far as it has gone: who waited, who was seen when, who did not come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from daybook.operations.demo.plan import Planned
from daybook.operations.demo.shapes import DemoAppointment, Status

NO_SHOW_AFTER = timedelta(minutes=20)
CANCEL_REASONS = ("Feels better", "Has to travel", "Work", "Wants a later day", "Exam at school")
NOTES = (
    "Bring the last blood report.",
    "Asked for a call if the doctor is late.",
    "Comes with a relative who translates.",
    "Fasting sample to be taken.",
    "Second opinion; has the X-ray.",
)


@dataclass(frozen=True, slots=True)
class _Chances:
    """Everything that chance decides about one appointment. Drawn before the time of day is looked at, so that
    the same day stays the same day at nine and at five."""

    created: datetime
    note: str
    arrives: datetime
    length: timedelta
    cancelled: datetime
    reason: str


def course(
    random: Random, day: Iterable[Planned], now: datetime, midnight: datetime
) -> Iterator[DemoAppointment]:
    """One practitioner's day at the moment `now`; `midnight` is the first moment of the present day.

    A practitioner sees one patient after the other, so a long visit makes the next ones wait.
    """
    free_from = midnight - timedelta(days=99)
    for planned in sorted(day, key=lambda one: (one.start, one.lane)):
        chances = _draw(random, planned, midnight)
        if planned.fate == "cancels":
            yield _called_off(planned, chances, now)
        elif planned.fate == "no_show":
            yield _missed(planned, chances, now)
        else:
            seen = max(
                free_from, chances.arrives + timedelta(minutes=3), planned.start - timedelta(minutes=4)
            )
            free_from = seen + chances.length
            yield _attended(planned, chances, seen, now)


def _draw(random: Random, planned: Planned, midnight: datetime) -> _Chances:
    minutes = planned.service.minutes * planned.practitioner.pace * random.uniform(0.75, 1.2)
    created = _booked_at(random, planned, midnight)
    return _Chances(
        created=created,
        note=random.choice(NOTES) if random.random() < 0.05 else "",
        arrives=planned.start + timedelta(minutes=random.randint(-22, 6)),
        length=timedelta(minutes=round(minutes)),
        cancelled=created + (planned.start - created) * random.uniform(0.3, 0.97),
        reason=random.choice(CANCEL_REASONS),
    )


def _booked_at(random: Random, planned: Planned, midnight: datetime) -> datetime:
    """Some days before and never later than yesterday; an overbooking is made on the day itself."""
    if planned.lane:
        return planned.start - timedelta(minutes=random.randint(25, 60))
    ahead = planned.start - timedelta(days=random.randint(1, 12), minutes=random.randint(0, 120))
    yesterday = midnight - timedelta(minutes=random.randint(220, 840))
    return max(min(ahead, yesterday), planned.patient.registered_at)


def _attended(planned: Planned, chances: _Chances, seen: datetime, now: datetime) -> DemoAppointment:
    arrived = _so_far(chances.arrives, now)
    consulted, done = _so_far(seen, now), _so_far(seen + chances.length, now)
    status: Status = (
        "done" if done else "in_consultation" if consulted else "arrived" if arrived else "booked"
    )
    booked = _booked(planned, chances, now)
    return replace(booked, status=status, arrived_at=arrived, consulted_at=consulted, done_at=done)


def _missed(planned: Planned, chances: _Chances, now: datetime) -> DemoAppointment:
    ended = _so_far(planned.start + NO_SHOW_AFTER, now)
    return replace(_booked(planned, chances, now), status="no_show" if ended else "booked", ended_at=ended)


def _called_off(planned: Planned, chances: _Chances, now: datetime) -> DemoAppointment:
    # Also what would be called off only later: its time may have been given to someone else already.
    booked = _booked(planned, chances, now)
    return replace(
        booked, status="cancelled", cancel_reason=chances.reason, ended_at=min(chances.cancelled, now)
    )


def _so_far(moment: datetime, now: datetime) -> datetime | None:
    return moment if moment <= now else None


def _booked(planned: Planned, chances: _Chances, now: datetime) -> DemoAppointment:
    return DemoAppointment(
        practitioner=planned.practitioner.name,
        branch=planned.branch,
        room=planned.practitioner.rooms[planned.branch],
        service=planned.service.name,
        patient=planned.patient.number,
        starts_at=planned.start,
        ends_at=planned.end,
        busy_from=planned.busy.start,
        busy_until=planned.busy.end,
        created_at=min(chances.created, now),
        status="booked",
        lane=planned.lane,
        overbook_reason=planned.overbook_reason,
        note=chances.note,
    )

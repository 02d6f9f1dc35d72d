"""What is planned, before the present moment decides how far it got: who comes when, to whom, for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from daybook.lib.intervals import Interval, subtract
from daybook.lib.zones import at_local, day_bounds
from daybook.operations.demo.shapes import (
    ClinicFacts,
    DemoHoliday,
    DemoHours,
    DemoLeave,
    DemoPatient,
    DemoPractitioner,
    DemoService,
)

Fate = Literal["comes", "no_show", "cancels"]
GAPS = tuple(timedelta(minutes=minutes) for minutes in (10, 15, 15, 30))
DAYS_BETWEEN_VISITS = 4
CHANCES = 30  # patients tried for one time before it stays free


@dataclass(frozen=True, slots=True)
class Planned:
    """One appointment to be. `fate` is what will become of it if nobody interferes."""

    practitioner: DemoPractitioner
    branch: str
    service: DemoService
    patient: DemoPatient
    start: datetime
    fate: Fate
    lane: int = 0
    overbook_reason: str = ""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.service.minutes)

    @property
    def busy(self) -> Interval:
        before, after = self.service.buffer_before, self.service.buffer_after
        return Interval(self.start - timedelta(minutes=before), self.end + timedelta(minutes=after))


def spans(practitioner: DemoPractitioner, day: date, zone: ZoneInfo) -> list[tuple[str, Interval]]:
    """When the practitioner works on a day, and at which branch; breaks are cut out."""
    on_day = [hours for hours in practitioner.hours if day.weekday() in hours.weekdays]
    breaks = [_interval(hours, day, zone) for hours in on_day if hours.label]
    found = [
        (hours.branch, part)
        for hours in on_day
        if not hours.label
        for part in subtract([_interval(hours, day, zone)], breaks)
    ]
    return sorted(found, key=lambda one: one[1])


def _interval(hours: DemoHours, day: date, zone: ZoneInfo) -> Interval:
    return Interval(_moment(day, hours.starts, zone), _moment(day, hours.ends, zone))


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return at_local(day, time(minute // 60, minute % 60), zone)


def _length(service: DemoService) -> timedelta:
    """With the minutes kept free around it."""
    return timedelta(minutes=service.buffer_before + service.minutes + service.buffer_after)


class Planner:
    """Fills days, earliest first, so that a follow-up follows something."""

    def __init__(
        self,
        random: Random,
        facts: ClinicFacts,
        patients: Sequence[DemoPatient],
        leaves: Sequence[DemoLeave],
        holidays: Sequence[DemoHoliday],
    ) -> None:
        self._random, self._patients = random, patients
        # Some come often, most come seldom.
        self._often = list(accumulate(0.2 + 4 * random.random() ** 4 for _patient in patients))
        self._leaves, self._holidays = leaves, holidays
        self._services = {service.name: service for service in facts.services}
        self._zone = ZoneInfo(facts.zone)
        self._visits: dict[int, list[tuple[date, str]]] = defaultdict(list)

    def day(self, practitioner: DemoPractitioner, day: date, fullness: float) -> list[Planned]:
        """The practitioner's day. `fullness`: the part of the times that is taken, from 0 to 1."""
        return [
            planned
            for branch, span in spans(practitioner, day, self._zone)
            for part in subtract([span], self._closed(practitioner, branch, day))
            for planned in self._fill(practitioner, branch, part, day, fullness)
        ]

    def _closed(self, practitioner: DemoPractitioner, branch: str, day: date) -> list[Interval]:
        shut = [one for one in self._holidays if one.day == day and one.branch in (None, branch)]
        away = [one for one in self._leaves if one.practitioner == practitioner.name]
        return [Interval(*day_bounds(day, self._zone)) for _holiday in shut] + [
            Interval(leave.starts_at, leave.ends_at) for leave in away
        ]

    def overbook(self, planned: Planned, day: date, reason: str) -> Planned:
        """Someone put into a time that is taken already, on purpose."""
        who = planned.practitioner
        patient = next(found for _ in range(1000) if (found := self._someone(who, day)))
        self._visits[patient.number].append((day, who.name))
        service = self._services[who.services[0]]
        return Planned(who, planned.branch, service, patient, planned.start, "comes", 1, reason)

    def _fill(
        self, practitioner: DemoPractitioner, branch: str, span: Interval, day: date, fullness: float
    ) -> Iterator[Planned]:
        at = span.start
        while at < span.end:
            planned = None
            if self._random.random() < fullness:
                planned = self._visit(practitioner, branch, at, span.end, day)
            if planned is None:
                at += self._random.choice(GAPS)
                continue
            yield planned
            # A time that came free again is sometimes given to someone else.
            if planned.fate != "cancels" or self._random.random() < 0.3:
                at = planned.busy.end

    def _visit(
        self, practitioner: DemoPractitioner, branch: str, at: datetime, end: datetime, day: date
    ) -> Planned | None:
        patient = self._someone(practitioner, day)
        if patient is None:
            return None
        fitting = [one for one in self._services_for(practitioner, patient, day) if at + _length(one) <= end]
        if not fitting:
            return None
        service = self._random.choices(fitting, [one.weight for one in fitting])[0]
        self._visits[patient.number].append((day, practitioner.name))
        start = at + timedelta(minutes=service.buffer_before)
        return Planned(practitioner, branch, service, patient, start, self._fate())

    def _someone(self, practitioner: DemoPractitioner, day: date) -> DemoPatient | None:
        for _chance in range(CHANCES):
            patient = self._random.choices(self._patients, cum_weights=self._often)[0]
            recent = (abs((day - visit).days) for visit, _ in self._visits[patient.number])
            fits = practitioner.ages[0] <= patient.age_on(day) < practitioner.ages[1]
            if fits and min(recent, default=99) >= DAYS_BETWEEN_VISITS and patient.born_on <= day:
                return patient
        return None

    def _services_for(
        self, practitioner: DemoPractitioner, patient: DemoPatient, day: date
    ) -> list[DemoService]:
        known = any(name == practitioner.name for _, name in self._visits[patient.number])
        age = patient.age_on(day)
        offered = [self._services[name] for name in practitioner.services]
        return [one for one in offered if one.ages[0] <= age < one.ages[1] and (known or not one.again)]

    def _fate(self) -> Fate:
        fates: tuple[Fate, ...] = ("comes", "no_show", "cancels")
        return self._random.choices(fates, (90, 4, 6))[0]

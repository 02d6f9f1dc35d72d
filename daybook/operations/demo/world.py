"""The whole demo, made from a seed and a moment: the same seed on the same day gives the same patients and plans,
and the moment decides how far the present day has gone.

Sunrise Clinic has four practitioners and two branches; Lotus Skin & Dental shares one of them, and some of its
patients are Sunrise's too, with the same phones. All persons, numbers and addresses are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from daybook.lib.zones import day_bounds, local_day
from daybook.operations.demo.closures import holidays, leaves
from daybook.operations.demo.course import course
from daybook.operations.demo.lotus import LOTUS
from daybook.operations.demo.patients import Register
from daybook.operations.demo.plan import Planned, Planner
from daybook.operations.demo.shapes import (
    ClinicFacts,
    DemoAppointment,
    DemoClinic,
    DemoPatient,
    DemoWorld,
)
from daybook.operations.demo.sunrise import SUNRISE

SEED = 4127
PAST_DAYS, COMING_DAYS = 28, 21
SUNRISE_PATIENTS, LOTUS_PATIENTS, SHARED_PATIENTS = 360, 90, 18
# Who is put in between today, near which local hour, and why.
OVERBOOKED = (
    ("Dr Vikram Das", 11, "Severe toothache since the night"),
    ("Dr Meera Rao", 16, "High fever, sent over by the school"),
)
MISSED_TODAY = "Dr Asha Iyer"


def build(now: datetime, seed: int = SEED) -> DemoWorld:
    """Both clinics as they are at the moment `now` (aware)."""
    sunrise = _clinic(SUNRISE, now, seed, SUNRISE_PATIENTS, [])
    today = local_day(now, ZoneInfo(SUNRISE.zone))
    grown = [patient for patient in sunrise.patients if patient.age_on(today) >= 5]
    shared = Random(f"{seed} shared").sample(grown, SHARED_PATIENTS)
    return DemoWorld((sunrise, _clinic(LOTUS, now, seed, LOTUS_PATIENTS, shared)))


def _clinic(
    facts: ClinicFacts, now: datetime, seed: int, count: int, also: Sequence[DemoPatient]
) -> DemoClinic:
    zone = ZoneInfo(facts.zone)
    today = local_day(now, zone)
    midnight = day_bounds(today, zone)[0]
    patients = Register(Random(f"{seed} {facts.slug} patients"), facts, midnight, today).patients(count, also)
    away, shut = leaves(facts, today), holidays(facts, today, PAST_DAYS, COMING_DAYS)
    planner = Planner(Random(f"{seed} {facts.slug} plan {today}"), facts, patients, away, shut)
    appointments: list[DemoAppointment] = []
    for ahead in range(-PAST_DAYS, COMING_DAYS + 1):
        day = today + timedelta(days=ahead)
        for practitioner in facts.practitioners:
            planned = planner.day(practitioner, day, _fullness(ahead))
            if not ahead:
                planned = _present_day(planner, planned, day, zone)
            chance = Random(f"{seed} {facts.slug} {practitioner.name} {day}")
            appointments += course(chance, planned, now, midnight)
    return DemoClinic(facts, away, shut, tuple(patients), tuple(appointments))


def _fullness(ahead: int) -> float:
    """The part of the times that is taken: most of the past, nearly all of today, less and less of what comes."""
    if ahead <= 0:
        return 0.95 if ahead == 0 else 0.66
    return (0.75, 0.6, 0.45)[(ahead - 1) // 7]


def _present_day(planner: Planner, planned: list[Planned], day: date, zone: ZoneInfo) -> list[Planned]:
    """Today has what a real day has: someone who did not come, and someone put in between."""
    if not planned:
        return []
    name = planned[0].practitioner.name
    if name == MISSED_TODAY:
        # Not one that is called off: its time may have been given to someone else.
        missed = [one for one in planned if one.fate == "comes"][1]
        planned = [replace(one, fate="no_show") if one is missed else one for one in planned]
    for who, hour, reason in OVERBOOKED:
        taken = (one for one in planned if one.fate == "comes" and one.start.astimezone(zone).hour >= hour)
        if who == name and (beside := next(taken, None)):
            planned = [*planned, planner.overbook(beside, day, reason)]
    return planned

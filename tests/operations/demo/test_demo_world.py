import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from daybook.lib.intervals import Interval, overlaps
from daybook.lib.phones import parse_phone
from daybook.lib.zones import at_local, local_day
from daybook.operations.demo.plan import spans
from daybook.operations.demo.shapes import DemoAppointment, DemoClinic, DemoPatient, DemoWorld
from daybook.operations.demo.world import build

KOLKATA = ZoneInfo("Asia/Kolkata")
TODAY = date(2026, 11, 20)  # a Friday
NOW = at_local(TODAY, time(10, 40), KOLKATA)
TAKES_TIME = {"booked", "arrived", "in_consultation", "done"}


@pytest.fixture(scope="module")
def world() -> DemoWorld:
    return build(NOW)


@pytest.fixture(scope="module")
def sunrise(world: DemoWorld) -> DemoClinic:
    return world.clinics[0]


@pytest.fixture(scope="module")
def lotus(world: DemoWorld) -> DemoClinic:
    return world.clinics[1]


def on(clinic: DemoClinic, day: date) -> list[DemoAppointment]:
    return [one for one in clinic.appointments if local_day(one.starts_at, KOLKATA) == day]


def assert_apart(claims: Iterable[tuple[object, Interval]]) -> None:
    """No two claims with the same key overlap."""
    by_key = defaultdict(list)
    for key, span in claims:
        by_key[key].append(span)
    for found in by_key.values():
        for before, after in pairwise(sorted(found)):
            assert not overlaps(before, after)


def busy(appointment: DemoAppointment) -> Interval:
    return Interval(appointment.busy_from, appointment.busy_until)


def taking(clinic: DemoClinic) -> list[DemoAppointment]:
    return [one for one in clinic.appointments if one.status in TAKES_TIME]


def test_the_same_seed_and_moment_make_the_same_world(world: DemoWorld) -> None:
    assert build(NOW) == world
    assert build(NOW, seed=2) != world


def test_the_hour_changes_how_far_the_day_is_and_nothing_else(world: DemoWorld) -> None:
    later = build(NOW + timedelta(hours=5))
    for before, after in zip(world.clinics, later.clinics, strict=True):
        assert before.patients == after.patients
        plan = [(one.practitioner, one.starts_at, one.patient, one.service) for one in before.appointments]
        assert plan == [
            (one.practitioner, one.starts_at, one.patient, one.service) for one in after.appointments
        ]


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=2), TODAY + timedelta(days=4)])
@pytest.mark.parametrize("hour", [3, 11])
def test_nobody_and_nothing_is_booked_twice(day: date, hour: int) -> None:
    for clinic in build(at_local(day, time(hour), KOLKATA)).clinics:
        assert_apart(((one.practitioner, one.lane), busy(one)) for one in taking(clinic))
        assert_apart(((one.branch, one.room, one.lane), busy(one)) for one in taking(clinic))
        assert_apart((one.patient, Interval(one.starts_at, one.ends_at)) for one in taking(clinic))


def test_the_shared_doctor_is_in_one_place_at_a_time(world: DemoWorld) -> None:
    travel = timedelta(minutes=60)
    weeks = [TODAY + timedelta(days=ahead) for ahead in range(7)]
    there = [
        ("asha", Interval(span.start, span.end + travel))
        for clinic in world.clinics
        for practitioner in clinic.facts.practitioners
        if practitioner.name == "Dr Asha Iyer"
        for day in weeks
        for _, span in spans(practitioner, day, KOLKATA)
        if span.end.astimezone(KOLKATA).time() > time(13, 45)
    ]
    assert_apart(there)


def test_appointments_stand_within_hours_and_outside_leave_and_holidays(world: DemoWorld) -> None:
    for clinic in world.clinics:
        practitioners = {one.name: one for one in clinic.facts.practitioners}
        for one in clinic.appointments:
            day = local_day(one.starts_at, KOLKATA)
            open_spans = [
                span
                for branch, span in spans(practitioners[one.practitioner], day, KOLKATA)
                if branch == one.branch
            ]
            assert any(span.start <= one.busy_from and one.busy_until <= span.end for span in open_spans)
            assert not any(off.day == day and off.branch in (None, one.branch) for off in clinic.holidays)
            assert not any(
                away.practitioner == one.practitioner
                and overlaps(Interval(away.starts_at, away.ends_at), busy(one))
                for away in clinic.leaves
            )


def test_everything_that_is_named_exists(world: DemoWorld) -> None:
    for clinic in world.clinics:
        rooms = {(branch.name, room) for branch in clinic.facts.branches for room in branch.rooms}
        services = {service.name: service for service in clinic.facts.services}
        emails = {member.email for member in clinic.facts.members}
        assert len(services) == len(clinic.facts.services)
        for practitioner in clinic.facts.practitioners:
            assert practitioner.email in emails
            assert set(practitioner.services) <= set(services)
        for one in clinic.appointments:
            assert (one.branch, one.room) in rooms
            assert one.ends_at - one.starts_at == timedelta(minutes=services[one.service].minutes)
            assert 1 <= one.patient <= len(clinic.patients)
        assert [patient.number for patient in clinic.patients] == list(range(1, len(clinic.patients) + 1))


@pytest.mark.parametrize("weekday", range(7))
def test_today_is_nearly_full_on_every_day_of_the_week(weekday: int) -> None:
    day = TODAY + timedelta(days=weekday)
    clinic = build(at_local(day, time(11, 0), KOLKATA)).clinics[0]
    today = on(clinic, day)
    for practitioner in clinic.facts.practitioners:
        worked = sum((span.length for _, span in spans(practitioner, day, KOLKATA)), start=timedelta(0))
        taken = sum(
            (busy(one).length for one in today if one.practitioner == practitioner.name and not one.lane),
            start=timedelta(0),
        )
        assert worked >= timedelta(hours=3)
        assert taken >= 0.55 * worked
    assert {one.status for one in today} >= {"done", "in_consultation", "booked", "no_show"}
    assert [one.overbook_reason for one in today if one.lane]


def test_states_fit_the_present_moment(world: DemoWorld) -> None:
    for clinic in world.clinics:
        for one in clinic.appointments:
            moments = [one.created_at, one.arrived_at, one.consulted_at, one.done_at, one.ended_at]
            assert all(moment <= NOW for moment in moments if moment)
            assert one.status == expected_status(one)
            if one.starts_at < NOW - timedelta(days=1):
                assert one.status in ("done", "no_show", "cancelled")


def expected_status(one: DemoAppointment) -> str:
    if one.ended_at:
        return "cancelled" if one.cancel_reason else "no_show"
    reached = [one.done_at and "done", one.consulted_at and "in_consultation", one.arrived_at and "arrived"]
    return next((status for status in reached if status), "booked")


def test_a_practitioner_sees_one_patient_at_a_time(world: DemoWorld) -> None:
    for clinic in world.clinics:
        seen = (one for one in clinic.appointments if one.consulted_at)
        assert_apart(
            (one.practitioner, Interval(one.consulted_at, one.done_at or NOW))
            for one in seen
            if one.consulted_at
        )


def test_the_weeks_around_are_busy(sunrise: DemoClinic) -> None:
    for week in range(-4, 3):
        days = [TODAY + timedelta(days=7 * week + ahead) for ahead in range(7)]
        assert sum(len(on(sunrise, day)) for day in days) > 200


def test_patients_are_as_mixed_as_the_city(sunrise: DemoClinic) -> None:
    patients = sunrise.patients
    ages = [patient.age_on(TODAY) for patient in patients]
    assert (min(ages), max(ages)) == (0, 88)
    assert {patient.language for patient in patients} == {"te", "ur", "hi", "ta", "en"}
    assert {"TELUGU", "DEVANAGARI", "TAMIL", "ARABIC", "LATIN"} == {
        script(patient.name) for patient in patients
    }
    assert sum(bool(patient.allergies) for patient in patients) > 20
    assert sum(bool(patient.alerts) for patient in patients) > 20
    assert all(patient.guardian_name for patient in patients if patient.age_on(TODAY) < 18)
    assert all(patient.registered_at < NOW for patient in patients)
    assert all(patient.born_on <= local_day(patient.registered_at, KOLKATA) for patient in patients)


def script(name: str) -> str:
    return unicodedata.name(name[0]).split()[0]


def test_phones_are_valid_and_shared_in_families(world: DemoWorld) -> None:
    for clinic in world.clinics:
        by_phone = defaultdict(list)
        for patient in clinic.patients:
            for phone in patient.phones:
                assert parse_phone(phone) == phone
                by_phone[phone].append(patient.number)
        assert sum(len(family) >= 3 for family in by_phone.values()) >= 5


def test_the_clinics_share_a_doctor_and_families(sunrise: DemoClinic, lotus: DemoClinic) -> None:
    emails = [{member.email for member in clinic.facts.members} for clinic in (sunrise, lotus)]
    assert emails[0] & emails[1] == {"asha.iyer@doctors.example"}
    assert len(phones(sunrise.patients) & phones(lotus.patients)) >= 10


def phones(patients: Sequence[DemoPatient]) -> set[str]:
    return {phone for patient in patients for phone in patient.phones}


def test_a_public_holiday_never_empties_the_present_day() -> None:
    christmas = datetime(2026, 12, 25, 6, 0, tzinfo=UTC)
    clinic = build(christmas).clinics[0]
    assert on(clinic, date(2026, 12, 25))
    week_before = build(christmas - timedelta(days=7)).clinics[0]
    assert not on(week_before, date(2026, 12, 25))

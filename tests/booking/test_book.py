"""Booking: what is written, what is refused and leaves no trace, and who may."""

from datetime import time, timedelta
from typing import Any

import pytest

from daybook.accounts.permissions import GRANTS, NotPermitted, Permission, Role
from daybook.audit.models import Entry
from daybook.booking.models import Appointment
from daybook.booking.notes import read_note
from daybook.booking.queries import free_times
from daybook.booking.refusals import BookingRefused, Taken
from daybook.booking.transitions import CANCEL, NO_SHOW
from daybook.booking.versions import day_version
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.scheduling.models import Holiday, WeeklyHours
from tests import factories
from tests.booking.desk import MONDAY, Desk, staff

S = Appointment.Status


def test_a_booking_writes_the_row_its_entry_and_the_day(desk: Desk) -> None:
    wanted = uuid7()
    row = desk.book(desk.at(10), appointment_id=wanted, service=desk.surgery, note="fever since Monday")
    saved = Appointment.objects.get()
    assert (saved.id, saved.status, saved.lane, saved.version) == (wanted, S.BOOKED, 0, 1)
    assert (saved.patient, saved.practitioner, saved.branch, saved.service) == (
        desk.patient,
        desk.anna,
        desk.branch,
        desk.surgery,
    )
    assert (saved.starts_at, saved.ends_at) == (desk.at(10), desk.at(10, 30))
    assert (saved.busy_from, saved.busy_until) == (desk.at(9, 50), desk.at(10, 50))
    assert saved.room == desk.room, "the room in which she works then"
    assert read_note(saved) == "fever since Monday"
    assert saved.note_sealed is not None and b"fever" not in bytes(saved.note_sealed)
    [(verb, details)] = factories.trail(desk.clinic, on=row.id)
    assert verb == "appointment.booked"
    assert details == {"practitioner": str(desk.anna.id), "starts_at": str(desk.at(10))}
    entry = Entry.objects.get()
    assert (entry.actor_id, entry.actor_label, entry.patient_id) == (
        desk.actor.id,
        desk.actor.label,
        desk.patient.id,
    )
    assert day_version(MONDAY) == 1


@pytest.mark.parametrize("role", Role)
def test_who_may_book(desk: Desk, role: str) -> None:
    before = desk.state()
    if Permission.BOOK in GRANTS[role]:
        assert desk.book(desk.at(10), actor=staff(role)).status == S.BOOKED
        return
    with pytest.raises(NotPermitted):
        desk.book(desk.at(10), actor=staff(role))
    assert desk.state() == before


def test_who_may_not_overbook_may_still_book(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GRANTS, Role.RECEPTIONIST, GRANTS[Role.RECEPTIONIST] - {Permission.OVERBOOK})
    desk.book(desk.at(10))
    before = desk.state()
    with pytest.raises(NotPermitted):
        desk.book(desk.at(10), patient=desk.friend, overbook_reason="asked for it")
    assert desk.state() == before


def refused(desk: Desk, code: str, hour: int, minute: int = 0, **changes: object) -> BookingRefused:
    """The booking is refused with this code, in words, and nothing at all is written."""
    before = desk.state()
    days = int(str(changes.pop("days", 0)))
    with pytest.raises(BookingRefused) as refusal:
        desk.book(desk.at(hour, minute, days=days), **changes)
    assert refusal.value.code == code
    assert str(refusal.value.message)
    assert desk.state() == before
    return refusal.value


def test_a_day_that_is_over_is_refused_and_an_hour_that_is_over_is_not(desk: Desk, now: FrozenClock) -> None:
    refused(desk, "past", 16, 45, days=-2)
    now.advance(timedelta(hours=6))
    assert desk.book(desk.at(9)).starts_at < now.at
    now.advance(timedelta(hours=12))
    refused(desk, "past", 16)


@pytest.mark.parametrize(
    ("hour", "minute", "days"),
    [(8, 45, 0), (8, 55, 0), (17, 0, 0), (16, 50, 0), (3, 0, 1), (10, 0, 6)],
    ids=["before", "across the beginning", "after", "across the end", "at night", "on Sunday"],
)
def test_closed_hours_are_refused(desk: Desk, hour: int, minute: int, days: int) -> None:
    refused(desk, "closed", hour, minute, days=days)


def test_the_last_and_the_first_time_of_the_day_are_open(desk: Desk) -> None:
    desk.book(desk.at(9))
    desk.book(desk.at(16, 45))


def test_buffers_may_reach_into_closed_hours(desk: Desk) -> None:
    desk.book(desk.at(9), service=desk.surgery)
    desk.book(desk.at(16, 30), service=desk.surgery)


def test_a_break_is_closed_and_so_is_what_reaches_into_it(desk: Desk) -> None:
    factories.make_hours(desk.anna, desk.branch, time(13), time(14), kind=WeeklyHours.Kind.BREAK)
    refused(desk, "closed", 12, 50)
    refused(desk, "closed", 13, 30)
    refused(desk, "closed", 13, 50)
    desk.book(desk.at(12, 45))
    desk.book(desk.at(14))


def test_leave_is_closed_at_every_branch(desk: Desk) -> None:
    elsewhere = desk.second_branch()
    factories.make_leave(desk.anna, desk.at(11), desk.at(12))
    refused(desk, "closed", 11)
    refused(desk, "closed", 11, 45, branch=elsewhere)
    refused(desk, "closed", 10, 50)
    desk.book(desk.at(12), branch=elsewhere)


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_holiday_closes_its_branch_or_all(desk: Desk, everywhere: bool) -> None:
    elsewhere = desk.second_branch()
    Holiday.objects.create(branch=None if everywhere else desk.branch, day=MONDAY, name="Holi")
    refused(desk, "closed", 10)
    if everywhere:
        refused(desk, "closed", 10, branch=elsewhere)
    else:
        desk.book(desk.at(10), branch=elsewhere)
    desk.book(desk.at(10, days=1), patient=desk.friend)


def test_a_branch_at_which_she_does_not_work_is_closed(desk: Desk) -> None:
    refused(desk, "closed", 10, branch=factories.make_branch(desk.clinic))


def test_hours_that_touch_are_one_stretch(desk: Desk) -> None:
    WeeklyHours.objects.filter(practitioner=desk.anna).delete()
    for start, end in ((540, 600), (600, 660)):
        WeeklyHours.objects.create(
            practitioner=desk.anna, branch=desk.branch, weekday=0, starts_minute=start, ends_minute=end
        )
    desk.book(desk.at(9, 45), service=desk.surgery)


@pytest.mark.parametrize(
    ("who", "field"), [("anna", "left_at"), ("branch", "closed_at"), ("visit", "retired_at")]
)
def test_what_is_no_longer_offered_is_refused(desk: Desk, now: FrozenClock, who: str, field: str) -> None:
    row = getattr(desk, who)
    setattr(row, field, now.at)
    row.save()
    refused(desk, "gone", 10)


def test_a_service_that_she_does_not_do_is_refused(desk: Desk) -> None:
    refused(desk, "not_offered", 10, service=factories.make_service(desk.clinic, by=[desk.ben]))


def test_a_room_of_another_branch_is_refused(desk: Desk) -> None:
    refused(desk, "wrong_room", 10, room=factories.make_room(factories.make_branch(desk.clinic)))


def taken(desk: Desk, whose: str, hour: int, minute: int = 0, **changes: object) -> None:
    refusal = refused(desk, "taken", hour, minute, **changes)
    assert isinstance(refusal, Taken)
    assert refusal.whose == whose


def test_a_practitioner_is_given_once(desk: Desk) -> None:
    desk.book(desk.at(10), service=desk.surgery, patient=desk.friend)  # busy from 9:50 to 10:50
    taken(desk, "practitioner", 10)
    taken(desk, "practitioner", 10, 30)
    taken(desk, "practitioner", 10, 40)
    taken(desk, "practitioner", 9, 45)
    desk.book(desk.at(9, 35))
    desk.book(desk.at(10, 50))


def test_both_buffers_are_kept_free(desk: Desk) -> None:
    desk.book(desk.at(10), patient=desk.friend)  # until 10:15, without buffers
    taken(desk, "practitioner", 10, 20, service=desk.surgery)
    taken(desk, "practitioner", 9, 20, service=desk.surgery)
    desk.book(desk.at(10, 25), service=desk.surgery)
    desk.book(desk.at(9, 10), service=desk.surgery, patient=factories.make_patient(desk.clinic))


def test_a_room_is_given_once(desk: Desk) -> None:
    desk.book(desk.at(10), room=desk.other_room)
    taken(desk, "room", 10, patient=desk.friend, practitioner=desk.ben)
    desk.book(desk.at(10, 15), patient=desk.friend, practitioner=desk.ben)


def test_a_patient_is_at_one_place_at_a_time(desk: Desk) -> None:
    desk.book(desk.at(10), service=desk.surgery)
    taken(desk, "patient", 10, 15, practitioner=desk.ben)
    taken(desk, "patient", 9, 50, practitioner=desk.ben)
    desk.book(desk.at(10, 30), practitioner=desk.ben)


def test_a_buffer_is_not_the_patients_time(desk: Desk) -> None:
    desk.book(desk.at(10), service=desk.surgery)  # busy from 9:50, with the patient from 10:00
    taken(desk, "practitioner", 9, 45)


def test_a_patient_is_at_one_place_at_a_time_in_all_branches(desk: Desk) -> None:
    elsewhere = desk.second_branch(time_zone="Asia/Dubai")  # one hour and a half behind
    desk.book(desk.at(12), practitioner=desk.ben)
    taken(desk, "patient", 12, branch=elsewhere)


def test_overbooking_goes_to_the_next_lane_until_there_is_none(desk: Desk) -> None:
    desk.book(desk.at(10))
    for lane in range(1, 6):
        row = desk.book(
            desk.at(10), patient=factories.make_patient(desk.clinic), overbook_reason="walked in with fever"
        )
        assert (row.lane, Appointment.objects.get(id=row.id).lane) == (lane, lane)
    taken(desk, "practitioner", 10, patient=desk.friend, overbook_reason="one too many")
    verb, details = factories.trail(desk.clinic, on=row.id)[0]
    assert (verb, details["overbooked"]) == ("appointment.booked", "walked in with fever")


def test_a_room_is_overbooked_with_its_practitioner(desk: Desk) -> None:
    desk.book(desk.at(10), room=desk.other_room)
    row = desk.book(desk.at(10), patient=desk.friend, practitioner=desk.ben, overbook_reason="asked for it")
    assert (row.lane, row.room) == (1, desk.other_room)


def test_a_patient_is_never_overbooked(desk: Desk) -> None:
    desk.book(desk.at(10))
    taken(desk, "patient", 10, practitioner=desk.ben, overbook_reason="asked for it")


def test_a_reason_opens_closed_hours_too_but_not_the_past(desk: Desk) -> None:
    row = desk.book(desk.at(20), overbook_reason="came from far away")
    assert (row.lane, row.overbook_reason, row.room) == (0, "came from far away", None)
    refused(desk, "past", 10, days=-1, overbook_reason="came from far away")


def test_a_second_submit_is_the_same_appointment(desk: Desk) -> None:
    first = desk.book(desk.at(10))
    before = desk.state()
    assert desk.book(desk.at(10), appointment_id=first.id) == first
    assert desk.book(desk.at(12), appointment_id=first.id).starts_at == first.starts_at
    assert desk.state() == before


def test_a_form_that_was_used_for_somebody_else_is_refused(desk: Desk) -> None:
    first = desk.book(desk.at(10))
    refused(desk, "used", 12, appointment_id=first.id, patient=desk.friend)


def test_a_live_hold_is_in_the_way_and_a_run_out_one_is_not(desk: Desk, now: FrozenClock) -> None:
    held = desk.hold(desk.at(10))
    taken(desk, "practitioner", 10)
    now.advance(timedelta(minutes=5))
    desk.book(desk.at(10))
    assert Appointment.objects.get(id=held.id).status == S.EXPIRED


@pytest.mark.parametrize("transition", [CANCEL, NO_SHOW], ids=lambda each: each.verb)
def test_a_cancelled_or_missed_time_is_free_again(desk: Desk, transition: object) -> None:
    row = desk.book(desk.at(10), patient=desk.friend)
    desk.mark(row, transition, reason="ill")  # type: ignore[arg-type]
    desk.book(desk.at(10))


def test_imported_rows_are_history_and_take_no_time(desk: Desk) -> None:
    history: dict[str, Any] = {"import_batch_id": uuid7(), "room": desk.room, "service": desk.visit}
    for _ in range(2):
        factories.make_appointment(desk.anna, desk.branch, desk.patient, desk.at(10), **history)
    desk.book(desk.at(10))
    assert Appointment.objects.count() == 3


@pytest.mark.parametrize("service", ["visit", "surgery"])
def test_exactly_the_offered_times_can_be_booked(desk: Desk, service: str) -> None:
    """Free times and bookings are two pieces of code with one meaning."""
    wanted = getattr(desk, service)
    desk.book(desk.at(10), patient=desk.friend, service=desk.surgery)
    desk.book(desk.at(12, 15), patient=desk.friend)
    factories.make_leave(desk.anna, desk.at(14), desk.at(15))
    desk.book(desk.at(16), patient=desk.friend, practitioner=desk.ben, room=desk.room)
    offered = set(free_times(desk.anna, desk.branch, wanted, MONDAY))
    assert offered
    start, tried = desk.at(9), 0
    for quarter in range(8 * 4):
        at = start + timedelta(minutes=15 * quarter)
        try:
            row = desk.book(at, service=wanted)
        except BookingRefused:
            assert at not in offered
        else:
            assert at in offered
            row.delete()
            tried += 1
    assert tried == len(offered)

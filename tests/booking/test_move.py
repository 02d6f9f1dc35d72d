"""Moving: the whole appointment or nothing of it."""

from datetime import timedelta
from typing import Any

import pytest

from daybook.accounts.permissions import GRANTS, NotPermitted, Permission, Role
from daybook.booking.models import Appointment
from daybook.booking.notes import read_note
from daybook.booking.refusals import BookingRefused, Stale, Taken
from daybook.booking.transitions import ARRIVE, CANCEL, FINISH, NO_SHOW, START
from daybook.booking.versions import day_version
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from tests import factories
from tests.booking.desk import MONDAY, Desk, staff

S = Appointment.Status


def reload(row: Appointment) -> Appointment:
    return Appointment.objects.select_related("practitioner", "branch", "room", "service", "patient").get(
        id=row.id
    )


def refused(
    desk: Desk, row: Appointment, code: str, hour: int, minute: int = 0, **changes: Any
) -> BookingRefused:
    before = desk.state()
    days = changes.pop("days", 0)
    with pytest.raises(BookingRefused) as refusal:
        desk.move(row, desk.at(hour, minute, days=days), **changes)
    assert refusal.value.code == code
    assert str(refusal.value.message)
    assert desk.state() == before
    return refusal.value


def test_a_move_changes_all_of_it(desk: Desk) -> None:
    row = desk.book(desk.at(10), note="fever")
    moved = desk.move(row, desk.at(11, days=1), practitioner=desk.ben, service=desk.surgery)
    saved = reload(row)
    for each in (moved, saved):
        assert (each.practitioner, each.service, each.room) == (desk.ben, desk.surgery, desk.other_room)
        assert (each.starts_at, each.ends_at) == (desk.at(11, days=1), desk.at(11, 30, days=1))
        assert (each.busy_from, each.busy_until) == (desk.at(10, 50, days=1), desk.at(11, 50, days=1))
        assert (each.version, each.lane, each.patient_id, each.status) == (2, 0, desk.patient.id, S.BOOKED)
    assert read_note(saved) == "fever"
    verb, details = factories.trail(desk.clinic, on=row.id)[1]
    assert verb == "appointment.moved"
    assert details == {
        "from": str(desk.at(10)),
        "to": str(desk.at(11, days=1)),
        "practitioner": str(desk.ben.id),
    }
    assert [day_version(MONDAY), day_version(MONDAY + timedelta(days=1))] == [2, 1]


def test_the_old_time_is_free_again(desk: Desk) -> None:
    desk.move(desk.book(desk.at(10)), desk.at(12))
    desk.book(desk.at(10), patient=desk.friend)


def test_an_appointment_is_not_in_its_own_way(desk: Desk) -> None:
    row = desk.book(desk.at(10), service=desk.surgery)
    row = desk.move(row, desk.at(10, 5))
    assert desk.move(row, desk.at(10, 5), service=desk.visit).version == 3


def test_a_move_to_another_branch_uses_its_hours(desk: Desk) -> None:
    elsewhere = desk.second_branch(time_zone="Asia/Dubai")
    row = desk.book(desk.at(10))
    refused(desk, row, "closed", 9, branch=elsewhere)  # 7:30 in Dubai
    at = desk.at(9, branch=elsewhere)
    assert desk.move(row, at, branch=elsewhere).branch == elsewhere


@pytest.mark.parametrize("code", ["closed", "past", "not_offered", "wrong_room", "gone"])
def test_a_move_is_refused_where_a_booking_is(desk: Desk, now: FrozenClock, code: str) -> None:
    row = desk.book(desk.at(10))
    if code == "closed":
        refused(desk, row, code, 20)
    elif code == "past":
        refused(desk, row, code, 10, days=-1)
    elif code == "not_offered":
        refused(desk, row, code, 11, service=factories.make_service(desk.clinic))
    elif code == "wrong_room":
        refused(desk, row, code, 11, room=factories.make_room(desk.second_branch()))
    else:
        desk.ben.left_at = now.at
        refused(desk, row, code, 11, practitioner=desk.ben)


def test_a_taken_time_is_refused_and_the_old_one_is_kept(desk: Desk) -> None:
    row = desk.book(desk.at(10))
    desk.book(desk.at(11), patient=desk.friend)
    refusal = refused(desk, row, "taken", 11)
    assert isinstance(refusal, Taken) and refusal.whose == "practitioner"
    refusal = refused(desk, row, "taken", 11, practitioner=desk.ben, room=desk.room)
    assert isinstance(refusal, Taken) and refusal.whose == "room"
    desk.book(desk.at(12), practitioner=desk.ben)
    refusal = refused(desk, row, "taken", 12)
    assert isinstance(refusal, Taken) and refusal.whose == "patient"


def test_a_run_out_hold_is_not_in_the_way(desk: Desk, now: FrozenClock) -> None:
    row, held = desk.book(desk.at(10)), desk.hold(desk.at(11))
    refused(desk, row, "taken", 11)
    now.advance(timedelta(minutes=5))
    desk.move(row, desk.at(11))
    assert Appointment.objects.get(id=held.id).status == S.EXPIRED


def test_a_move_on_purpose_goes_beside_and_a_plain_one_comes_back(desk: Desk) -> None:
    desk.book(desk.at(11), patient=desk.friend)
    row = desk.book(desk.at(10))
    row = desk.move(row, desk.at(11), overbook_reason="asked for it")
    assert (reload(row).lane, reload(row).overbook_reason) == (1, "asked for it")
    desk.move(row, desk.at(12))
    assert (reload(row).lane, reload(row).overbook_reason) == (0, "")


def test_a_patient_is_never_moved_over_another_appointment_of_theirs(desk: Desk) -> None:
    desk.book(desk.at(11), practitioner=desk.ben)
    refused(desk, desk.book(desk.at(10)), "taken", 11, overbook_reason="asked for it")


def test_of_two_who_move_the_second_is_told(desk: Desk) -> None:
    row = desk.book(desk.at(10))
    second = reload(row)
    desk.move(row, desk.at(11))
    assert isinstance(refused(desk, second, "stale", 12), Stale)
    assert reload(row).starts_at == desk.at(11)


def test_who_moves_what_was_cancelled_meanwhile_is_told(desk: Desk) -> None:
    row = desk.book(desk.at(10))
    second = reload(row)
    desk.mark(row, CANCEL, reason="ill")
    refused(desk, second, "stale", 12)
    refused(desk, reload(row), "state", 12)


def test_who_has_arrived_can_be_moved_and_stays_arrived(desk: Desk) -> None:
    row = desk.mark(desk.book(desk.at(10)), ARRIVE)
    assert desk.move(reload(row), desk.at(11)).status == S.ARRIVED
    assert reload(row).arrived_at is not None


@pytest.mark.parametrize("transition", [CANCEL, NO_SHOW, FINISH, START], ids=lambda each: each.verb)
def test_what_is_over_or_under_way_is_not_moved(desk: Desk, transition: Any) -> None:
    row = desk.mark(desk.book(desk.at(10)), transition, reason="ill", actor=staff(Role.PRACTITIONER))
    refused(desk, reload(row), "state", 11)


def test_a_hold_is_not_moved(desk: Desk) -> None:
    refused(desk, reload(desk.hold(desk.at(10))), "state", 11)


def test_history_is_not_moved(desk: Desk) -> None:
    """An imported row takes no time: moved, it would lie over somebody else's without anybody being told."""
    desk.book(desk.at(11), patient=desk.friend)
    history: dict[str, Any] = {"import_batch_id": uuid7(), "room": desk.room, "service": desk.visit}
    row = factories.make_appointment(desk.anna, desk.branch, desk.patient, desk.at(10), **history)
    refused(desk, reload(row), "state", 11)


@pytest.mark.parametrize("role", Role)
def test_who_may_move(desk: Desk, role: str) -> None:
    row = desk.book(desk.at(10))
    before = desk.state()
    if Permission.BOOK in GRANTS[role]:
        assert desk.move(row, desk.at(11), actor=staff(role)).version == 2
        return
    with pytest.raises(NotPermitted):
        desk.move(row, desk.at(11), actor=staff(role))
    assert desk.state() == before

"""Keeping a time for someone who decides: nobody else gets it, until it runs out by itself."""

from datetime import timedelta

import pytest
from django.db import transaction

from daybook.accounts.permissions import GRANTS, NotPermitted, Permission, Role
from daybook.audit.models import Entry
from daybook.booking.actions.book_hold import book_hold
from daybook.booking.actions.release_hold import release_hold
from daybook.booking.actions.sweep_holds import sweep_holds
from daybook.booking.models import Appointment
from daybook.booking.queries import day_book, free_times
from daybook.booking.refusals import BookingRefused, Taken
from daybook.booking.versions import SecondChange, day_version, several_changes
from daybook.lib.clock import FrozenClock
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.booking.desk import MONDAY, Desk, staff

S = Appointment.Status
BUSY = [role for role in Role if Permission.BOOK in GRANTS[role]]
IDLE = [role for role in Role if Permission.BOOK not in GRANTS[role]]


def status(row: Appointment) -> str:
    return Appointment.objects.get(id=row.id).status


def test_a_hold_takes_the_time_for_five_minutes(desk: Desk, now: FrozenClock) -> None:
    row = desk.hold(desk.at(10))
    saved = Appointment.objects.get()
    assert (saved.status, saved.patient, saved.held_until) == (S.HELD, None, now.at + timedelta(minutes=5))
    assert row.id == saved.id
    assert desk.at(10) not in free_times(desk.anna, desk.branch, desk.visit, MONDAY)
    assert (day_version(MONDAY), Entry.objects.count()) == (1, 0)
    with pytest.raises(Taken):
        desk.hold(desk.at(10))
    now.advance(timedelta(minutes=5))
    assert desk.at(10) in free_times(desk.anna, desk.branch, desk.visit, MONDAY)
    assert day_book(desk.branch, MONDAY) == []
    assert desk.hold(desk.at(10)).id != row.id


def test_a_hold_that_is_sent_twice_is_one(desk: Desk) -> None:
    row = desk.hold(desk.at(10))
    before = desk.state()
    assert desk.hold(desk.at(11), appointment_id=row.id).starts_at == desk.at(10)
    assert desk.state() == before


def test_a_hold_is_refused_where_a_booking_is(desk: Desk) -> None:
    before = desk.state()
    for at, code in ((desk.at(20), "closed"), (desk.at(10, days=-1), "past")):
        with pytest.raises(BookingRefused) as refusal:
            desk.hold(at)
        assert refusal.value.code == code
    assert desk.state() == before


def test_the_held_time_is_given_to_a_patient(desk: Desk) -> None:
    row = book_hold(actor=desk.actor, hold=desk.hold(desk.at(10)), patient=desk.patient)
    saved = Appointment.objects.get()
    assert (row.status, saved.status, saved.patient, saved.held_until) == (
        S.BOOKED,
        S.BOOKED,
        desk.patient,
        None,
    )
    assert [verb for verb, _ in factories.trail(desk.clinic, on=saved.id)] == ["appointment.booked"]
    assert day_version(MONDAY) == 2


def test_a_hold_that_ran_out_is_not_booked(desk: Desk, now: FrozenClock) -> None:
    row = desk.hold(desk.at(10))
    now.advance(timedelta(minutes=5))
    before = desk.state()
    with pytest.raises(BookingRefused) as refusal:
        book_hold(actor=desk.actor, hold=row, patient=desk.patient)
    assert refusal.value.code == "expired"
    assert desk.state() == before


def test_a_patient_who_is_elsewhere_then_does_not_get_it(desk: Desk) -> None:
    desk.book(desk.at(10), practitioner=desk.ben)
    row = desk.hold(desk.at(10))
    before = desk.state()
    with pytest.raises(Taken) as refusal:
        book_hold(actor=desk.actor, hold=row, patient=desk.patient)
    assert refusal.value.whose == "patient"
    assert desk.state() == before
    again = Appointment.objects.get(id=row.id)
    assert book_hold(actor=desk.actor, hold=again, patient=desk.friend).status == S.BOOKED


def test_a_hold_is_booked_once(desk: Desk) -> None:
    row = desk.hold(desk.at(10))
    other = Appointment.objects.get(id=row.id)
    book_hold(actor=desk.actor, hold=row, patient=desk.patient)
    with pytest.raises(BookingRefused) as refusal:
        book_hold(actor=desk.actor, hold=other, patient=desk.friend)
    assert refusal.value.code == "expired"
    assert Appointment.objects.get().patient == desk.patient


def test_a_released_time_is_free(desk: Desk) -> None:
    row = desk.hold(desk.at(10))
    release_hold(actor=desk.actor, hold=row)
    assert (status(row), day_version(MONDAY)) == (S.EXPIRED, 2)
    before = desk.state()
    release_hold(actor=desk.actor, hold=row)
    assert desk.state() == before
    desk.book(desk.at(10))


def test_what_became_an_appointment_is_not_released(desk: Desk) -> None:
    row = desk.hold(desk.at(10))
    stale = Appointment.objects.get(id=row.id)
    book_hold(actor=desk.actor, hold=row, patient=desk.patient)
    release_hold(actor=desk.actor, hold=stale)
    assert status(row) == S.BOOKED


def test_the_sweep_takes_what_ran_out_and_shows_it_to_open_desks(desk: Desk, now: FrozenClock) -> None:
    old = [desk.hold(desk.at(10)), desk.hold(desk.at(10, days=1))]
    now.advance(timedelta(minutes=4))
    young = desk.hold(desk.at(11))
    now.advance(timedelta(minutes=2))
    versions = [day_version(MONDAY), day_version(MONDAY + timedelta(days=1))]
    assert sweep_holds() == 2
    assert [status(row) for row in (*old, young)] == [S.EXPIRED, S.EXPIRED, S.HELD]
    assert [day_version(MONDAY), day_version(MONDAY + timedelta(days=1))] == [v + 1 for v in versions]
    assert sweep_holds() == 0


@pytest.mark.parametrize("role", IDLE)
def test_who_may_not_book_may_not_hold(desk: Desk, role: str) -> None:
    row, actor = desk.hold(desk.at(11)), staff(role)
    before = desk.state()
    with pytest.raises(NotPermitted):
        desk.hold(desk.at(10), actor=actor)
    with pytest.raises(NotPermitted):
        book_hold(actor=actor, hold=row, patient=desk.patient)
    with pytest.raises(NotPermitted):
        release_hold(actor=actor, hold=row)
    assert desk.state() == before


@pytest.mark.parametrize("role", BUSY)
def test_who_may_book_may_hold(desk: Desk, role: str) -> None:
    actor = staff(role)
    book_hold(actor=actor, hold=desk.hold(desk.at(10), actor=actor), patient=desk.patient)
    release_hold(actor=actor, hold=desk.hold(desk.at(11), actor=actor))


def test_one_transaction_changes_the_book_once(committed_db: None, now: FrozenClock) -> None:
    """Two that hold and then book would each keep the day's counter and wait for the other's patient or room."""
    desk = Desk()
    with pytest.raises(SecondChange), clinic_scope(desk.clinic):
        book_hold(actor=desk.actor, hold=desk.hold(desk.at(10)), patient=desk.patient)
    with clinic_scope(desk.clinic):
        assert not Appointment.objects.exists()
        held = desk.hold(desk.at(10))
    with clinic_scope(desk.clinic):
        book_hold(actor=desk.actor, hold=held, patient=desk.patient)
        with pytest.raises(SecondChange):
            desk.book(desk.at(11), patient=desk.friend)
        transaction.set_rollback(True)
    with clinic_scope(desk.clinic), several_changes():
        book_hold(actor=desk.actor, hold=held, patient=desk.patient)
        desk.book(desk.at(11), patient=desk.friend)
    with clinic_scope(desk.clinic):
        assert set(Appointment.objects.values_list("status", flat=True)) == {S.BOOKED}

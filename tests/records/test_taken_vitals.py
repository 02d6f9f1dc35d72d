"""Vitals before the visit: reception types them, the practitioner finds them, and reception sees nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.booking.models import QueueEntry
from daybook.booking.transitions import ARRIVE
from daybook.lib.clock import FrozenClock
from daybook.records.actions.take_vitals import take_vitals
from daybook.records.models import TakenVitals
from daybook.records.queries import taken_vitals
from daybook.records.refusals import BadVitals, RecordsRefused
from daybook.records.sealed import open_taken
from tests import factories
from tests.booking.desk import staff
from tests.records.room import Room, said

TYPED = {"blood_pressure": "134/84", "weight": "81.5", "pulse": ""}


def waiting(room: Room) -> QueueEntry:
    room.mark(room.booked(), ARRIVE)
    return QueueEntry.objects.select_related("branch", "patient").get()


def kept(entry: QueueEntry) -> Any:
    row = taken_vitals(entry)
    return row and open_taken(entry.patient_id, row)


def test_they_are_kept_sealed_and_put_right(room: Room) -> None:
    entry = waiting(room)
    row = take_vitals(actor=room.actor, entry=entry, typed=TYPED, version=0)
    assert kept(entry) == {"systolic": 134, "diastolic": 84, "weight_g": 81500}
    assert row is not None and b"134" not in bytes(row.vitals_sealed)
    take_vitals(actor=room.actor, entry=entry, typed={**TYPED, "pulse": "72"}, version=1)
    assert kept(entry)["pulse"] == 72
    with pytest.raises(RecordsRefused) as refused:  # the other desk's form, opened before
        take_vitals(actor=room.actor, entry=entry, typed={"pulse": "90"}, version=1)
    assert (refused.value.code, kept(entry)["pulse"]) == ("stale", 72)


def test_every_slip_is_said_and_nothing_is_kept(room: Room) -> None:
    entry = waiting(room)
    with pytest.raises(BadVitals) as refused:
        typed = {"blood_pressure": "80/120", "weight": "heavy", "pulse": "72"}
        take_vitals(actor=room.actor, entry=entry, typed=typed, version=0)
    assert refused.value.problems.keys() == {"blood_pressure", "weight"}
    assert not TakenVitals.objects.exists()
    assert take_vitals(actor=room.actor, entry=entry, typed={}, version=0) is None


def test_billing_takes_none_and_nobody_of_who_has_gone(room: Room) -> None:
    entry = waiting(room)
    with pytest.raises(NotPermitted):
        take_vitals(actor=staff(Role.BILLING), entry=entry, typed=TYPED, version=0)
    room.sign(room.open(), said())
    entry.refresh_from_db()
    with pytest.raises(RecordsRefused) as refused:
        take_vitals(actor=room.actor, entry=entry, typed=TYPED, version=0)
    assert refused.value.code == "over"


def page(front: Room, path: str, **who: Any) -> str:
    answer = front.client(who.get("who", front.doctor)).get(front.url(path), secure=True)
    return str(answer.content.decode())


def test_the_note_begins_with_them_until_it_is_saved(front: Room, now: FrozenClock) -> None:
    with front.inside():
        entry = waiting(front)
        take_vitals(actor=front.actor, entry=entry, typed=TYPED, version=0)
        visit = front.open()
    shown = page(front, f"visits/{visit.id}/")
    assert 'value="134/84"' in shown and 'value="81.5"' in shown and "Taken before the visit" in shown
    now.advance(timedelta(minutes=5))
    with front.inside():
        front.save(visit, said(vitals={"weight_g": 80000}))
    later = page(front, f"visits/{visit.id}/")
    assert 'value="80"' in later and 'value="134/84"' not in later


def test_reception_types_them_and_sees_no_more_than_that(front: Room) -> None:
    with front.inside():
        front.signed(said(complaint="Canary complaint", vitals={"pulse": 99, "height_mm": 1730}))
        front.mark(front.book(front.at(15)), ARRIVE)
        entry = QueueEntry.objects.get(state="waiting")
    desk, url = front.client(front.reception), front.url(f"queue/{entry.id}/vitals/")
    blank = desk.get(url, secure=True).content.decode()
    assert "Canary" not in blank and "99" not in blank and "173" not in blank
    wrong = desk.post(url, {"version": "0", "pulse": "fast", "weight": "70"}, secure=True)
    assert wrong.status_code == 422
    assert 'value="fast"' in wrong.content.decode() and 'value="70"' in wrong.content.decode()
    assert desk.post(url, {"version": "0", "pulse": "71"}, secure=True).status_code == 302
    card = page(front, f"queue/{entry.id}/", who=front.reception)
    assert "Pulse 71" in card and front.reception.display_name in card
    billing = factories.make_member(front.clinic, Role.BILLING)
    assert "Pulse" not in page(front, f"queue/{entry.id}/", who=billing)

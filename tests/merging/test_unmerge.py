"""Taking a merge back: exactly as it was, what was written since where it was written, and what stands in the way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybook.accounts.permissions import NotPermitted
from daybook.billing.actions.issue import issue
from daybook.billing.actions.move_credit import move_credit
from daybook.billing.actions.take_payment import take_payment
from daybook.billing.actions.void import void
from daybook.billing.models import Draft, Invoice
from daybook.booking.models import Appointment
from daybook.booking.transitions import ARRIVE, CANCEL
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.merging.actions.merge import merge
from daybook.merging.actions.unmerge import Hindered, unmerge
from daybook.merging.models import Merge
from daybook.merging.refusals import MergingRefused
from daybook.messaging.models import Message
from daybook.patients.models import Consent, Patient
from daybook.patients.queries import patient_by_id, search
from daybook.records.actions.attach import attach
from daybook.records.models import Visit
from daybook.tenancy import vault
from tests.merging.house import PIXEL, House, readable
from tests.merging.test_blocks import give

CHOICES = st.fixed_dictionaries(
    {group: st.sampled_from(["kept", "away"]) for group in ("name", "birth", "guardian", "email", "sex")}
    | {group: st.sampled_from(["kept", "away", "both"]) for group in ("phones", "allergies", "alerts")}
)


def test_both_files_are_as_they_were(house: House) -> None:
    house.live()
    before, told = house.rows(), [readable(each.id) for each in (house.old, house.new)]
    done = house.merge(name="away", birth="away")
    unmerge(actor=house.owner, merge=done)
    after = house.rows()
    assert {key: after.get(key) for key in before} == before and after.keys() == before.keys()
    assert [readable(each.id) for each in (house.old, house.new)] == told


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=CHOICES)
def test_whatever_was_chosen(house: House, chosen: dict[str, str]) -> None:
    before = house.rows()
    done = house.merge(**chosen)
    unmerge(actor=house.owner, merge=done)
    assert house.rows() == before


def test_it_is_found_and_written_to_again(house: House) -> None:
    unmerge(actor=house.owner, merge=house.merge())
    assert [hit.id for hit in search("Laxmi")] == [house.new.id]
    assert house.book(house.at(10), patient=house.new).patient_id == house.new.id


def test_what_was_written_since_stays_with_the_survivor(house: House) -> None:
    house.live()
    done = house.merge()
    house.old = patient_by_id(house.old.id) or house.old
    row = house.book(house.at(15), patient=house.old, note="Since")
    bill = house.billed(house.old)
    house.rename_address("9 Lake View")
    with pytest.raises(Hindered):
        unmerge(actor=house.owner, merge=done)  # the address was the other file's, and is changed
    house.rename_address("4 Tank Road")
    house.says(patient_by_id(house.old.id) or house.old, language="te")
    unmerge(actor=house.owner, merge=done)
    assert Appointment.objects.get(pk=row.pk).patient_id == house.old.id
    assert Invoice.objects.get(pk=bill.pk).patient_id == house.old.id
    house.old.refresh_from_db()
    assert (house.old.language, house.old.address) == ("te", "")


def test_an_appointment_that_was_cancelled_since_goes_back_as_it_is(house: House, now: FrozenClock) -> None:
    give(house, house.new, "booking")
    row = house.book(house.at(12), patient=house.new)
    Message.objects.update(state="sent")
    done = house.merge(email="away")
    now.advance(timedelta(minutes=1))
    house.mark(Appointment.objects.get(pk=row.pk), CANCEL, reason="Ill")
    unmerge(actor=house.owner, merge=done)
    row.refresh_from_db()
    assert (row.status, row.patient_id) == ("cancelled", house.new.id)
    told = Message.objects.filter(appointment_id=row.id)
    assert {each.patient_id for each in told} == {house.new.id} and told.count() == 2
    place = {each.id: vault.Place("messaging_message", "facts", each.id) for each in told}
    for each in told:  # with the key of its own file, though the second was written while the files were one
        vault.unseal(vault.Subject.patient(house.new.id), place[each.id], each.facts_sealed)


def test_a_payment_of_their_bill_goes_with_the_bill(house: House) -> None:
    bill = house.billed(house.new, paid=0)
    done = house.merge()
    take_payment(actor=house.owner, payment_id=uuid7(), invoice=bill, method="cash", amount_minor=50_000)
    unmerge(actor=house.owner, merge=done)
    assert bill.payments.count() == 1


def test_a_consent_that_the_merge_closed_is_open_again(house: House, now: FrozenClock) -> None:
    give(house, house.old, "reminder")
    give(house, house.new, "reminder")
    now.advance(timedelta(hours=1))
    Consent.objects.filter(patient=house.new).update(
        withdrawn_at=now.at, withdrawn_to="x", withdrawn_method="desk"
    )
    before = house.rows()
    done = house.merge()
    assert not Consent.objects.filter(patient=house.old, withdrawn_at=None)
    unmerge(actor=house.owner, merge=done)
    assert house.rows() == before


def kinds(house: House, done: Merge) -> set[tuple[str, str]]:
    with pytest.raises(Hindered) as found:
        unmerge(actor=house.owner, merge=done)
    return {(each.kind, each.table or each.field) for each in found.value.hindrances}


def arrived(house: House) -> None:
    house.mark(Appointment.objects.get(starts_at=house.at(12, days=1)), ARRIVE)


def noted(house: House) -> None:
    house.amended(house.fresh(Visit.objects.get(appointment__starts_at=house.at(11))), after=1)


def filed(house: House) -> None:
    visit = house.fresh(Visit.objects.get(appointment__starts_at=house.at(11)))
    attach(actor=house.anna_herself, visit=visit, name="y.png", content=PIXEL, attachment_id=uuid7())


def issued(house: House) -> None:
    draft = Draft.objects.order_by("-id").first()
    assert draft is not None
    issue(actor=house.owner, draft_id=draft.id)


def paid_across(house: House) -> None:
    mine, theirs = house.billed(house.old, paid=0), Invoice.objects.get(patient=house.new)
    void(actor=house.owner, credit_note_id=uuid7(), invoice=theirs, reason="Wrong")
    move_credit(actor=house.owner, payment_id=uuid7(), source=theirs, invoice=mine)


def renamed(house: House) -> None:
    house.rename(patient_by_id(house.old.id) or house.old, "Lakshmi Rao")


def called(house: House) -> None:
    house.phones(patient_by_id(house.old.id) or house.old, ["+919111111111"])


def merged_on(house: House) -> None:
    third, kept = house.registered("L Devi"), Patient.objects.get(pk=house.old.pk)
    merge(actor=house.owner, kept=third, away=kept, chosen={}, versions=(1, kept.version))


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (arrived, ("hangs", "booking_queueentry")),
        (noted, ("written", "records_amendment")),
        (filed, ("hangs", "records_attachment")),
        (issued, ("issued", "billing_invoice")),
        (paid_across, ("hangs", "billing_payment")),
        (renamed, ("detail", "name")),
        (called, ("detail", "phones")),
        (merged_on, ("merged", "")),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_belongs_to_both_stands_in_the_way(
    house: House, now: FrozenClock, later: Callable[[House], Any], told: tuple[str, str]
) -> None:
    house.lives(house.new, 11)
    done = house.merge(name="away")
    house.old = patient_by_id(house.old.id) or house.old
    if later is arrived:
        now.advance(timedelta(days=1))
    later(house)
    before = house.rows()
    assert told in kinds(house, done)
    assert house.rows() == before


def test_only_once(house: House) -> None:
    done = house.merge()
    unmerge(actor=house.owner, merge=done)
    with pytest.raises(MergingRefused) as refused:
        unmerge(actor=house.owner, merge=done)
    assert refused.value.code == "undone"


def test_reception_may_not(house: House) -> None:
    done = house.merge()
    with pytest.raises(NotPermitted):
        unmerge(actor=house.actor, merge=done)


def test_the_last_merge_is_taken_back_first(house: House) -> None:
    third = house.registered("L Devi")
    before = house.rows()
    first = house.merge()
    house.old.refresh_from_db()
    merge(actor=house.owner, kept=third, away=house.old, chosen={}, versions=(1, house.old.version))
    second = Merge.objects.exclude(pk=first.pk).get()
    with pytest.raises(Hindered):
        unmerge(actor=house.owner, merge=first)
    unmerge(actor=house.owner, merge=second)
    unmerge(actor=house.owner, merge=first)
    after = house.rows()
    assert {key: after[key] for key in before} == before


def test_the_survivor_does_not_open_what_is_the_other_files_again(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    house.live()
    theirs = Visit.objects.get(patient=house.new)
    with django_capture_on_commit_callbacks(execute=True):
        unmerge(actor=house.owner, merge=house.merge())
    place = vault.Place("records_visit", "note", theirs.id)
    with pytest.raises(vault.Tampered):
        vault.unseal(vault.Subject.patient(house.old.id), place, theirs.note_sealed or b"")

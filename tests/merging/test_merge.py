"""Two files become one: what moves, what is said, what stays readable."""

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.queries import Wish, entries
from daybook.billing.actions.move_credit import move_credit
from daybook.billing.actions.void import void
from daybook.billing.ledger import balance
from daybook.billing.listing import listing
from daybook.billing.models import Invoice
from daybook.billing.queries import dues, dues_of
from daybook.billing.snapshots import read_buyer
from daybook.booking.queries import patient_appointments
from daybook.lib.ids import uuid7
from daybook.merging.actions.merge import merge
from daybook.merging.queries import preview, standing
from daybook.merging.refusals import MergingRefused
from daybook.patients.contacts import numbers_of
from daybook.patients.merged import files_of, links_of, subjects_of
from daybook.patients.models import Patient
from daybook.patients.queries import hits_of, newest, patient_by_id, search
from daybook.patients.warnings import read_warnings
from daybook.records.queries import attachments, story
from daybook.tenancy import vault
from tests import factories
from tests.merging.house import House, readable


def now_of(patient: Patient) -> Patient:
    found = patient_by_id(patient.id)
    assert found is not None
    return found


def test_what_may_change_moves_and_stays_readable(house: House) -> None:
    house.live()
    before = {**readable(house.old.id), **readable(house.new.id)}
    house.merge(allergies="kept", alerts="kept")
    after = readable(house.old.id)
    stays = {("patients_patient", house.new.id), *(("billing_invoice", i.id) for i in bills_of(house.new))}
    lost = {(key[0], key[2]) for key in before if after.get(key) != before[key]}
    assert lost == stays  # the old file as it was, and its bills, which nobody may change
    assert {row.visit.patient_id for row in story(house.old.id)} == {house.old.id}
    assert len(story(house.old.id)) == 2 and len(attachments(house.old.id)) == 2
    assert len(patient_appointments(house.old.id)) == 3
    assert not story(house.new.id) and not patient_appointments(house.new.id)


def bills_of(patient: Patient) -> list[Invoice]:
    return list(Invoice.objects.filter(patient=patient))


def test_bills_stay_as_issued_and_are_the_survivors(house: House) -> None:
    house.live()
    owed = balance(house.old.id) + balance(house.new.id)
    house.merge(name="kept")
    assert balance(house.old.id) == owed == 60_000
    told = listing(patient_id=house.old.id)
    assert len(told) == 2 and {(each.patient_id, each.patient) for each in told} == {
        (house.old.id, "Lakshmi Devi")
    }
    assert len(dues_of(house.old.id)) == 2 and {due.patient_id for due in dues()} == {house.old.id}
    theirs = bills_of(house.new)[0]
    assert read_buyer(theirs)["name"] == "Laxmi Devi"  # whom it was written to


def test_credit_of_one_file_pays_a_bill_of_the_other(house: House) -> None:
    mine, theirs = house.billed(house.old, paid=0), house.billed(house.new, paid=50_000)
    house.merge()
    void(actor=house.owner, credit_note_id=uuid7(), invoice=theirs, reason="Wrong price")
    move_credit(actor=house.owner, payment_id=uuid7(), source=theirs, invoice=mine)
    assert balance(house.old.id) == 0


def test_each_detail_is_chosen_and_warnings_are_put_together(house: House) -> None:
    house.merge(name="away", birth="kept", phones="both")
    merged = now_of(house.old)
    assert (merged.name, merged.born_precision, merged.email) == ("Laxmi Devi", "year", "lakshmi@example.org")
    assert (merged.address, merged.guardian_name) == ("4 Tank Road", "Ravi")  # only the other file knew
    assert numbers_of(merged) == ("+919848012345", "+919000011111")
    told = read_warnings(merged)
    assert told.allergies == "Penicillin: rash\nSulfa" and told.alerts == "Hard of hearing"


def test_a_whole_birth_date_is_preferred_to_an_age(house: House) -> None:
    house.merge()
    assert now_of(house.old).born_precision == "day"


def test_the_old_file_leads_to_the_survivor(house: House) -> None:
    house.merge(name="kept", phones="kept")
    assert now_of(house.new).id == house.old.id
    for words in ("Laxmi", str(house.new.file_number), "11111", "9000011111", "Lakshmi", "Laxmi Lakshmi"):
        found = {hit.id for hit in search(words)}
        assert house.old.id in found and house.new.id not in found, words
    assert [hit.id for hit in hits_of([house.new.id])] == [house.old.id]
    assert house.new.id not in {hit.id for hit in newest(20)}
    assert links_of(now_of(house.old)) == [("replaces", house.new.id)]
    house.new.refresh_from_db()
    assert links_of(house.new) == [("replaced-by", house.old.id)]


def test_old_terms_survive_a_later_change_of_the_name(house: House) -> None:
    house.merge()
    house.rename(now_of(house.old), "Lakshmi Rao")
    assert [hit.id for hit in search("Laxmi")] == [house.old.id]
    assert search("Lakshmi Devi Rao")[0].id == house.old.id  # "Devi" was the other file's word too


def test_erasing_the_survivor_erases_what_came_from_the_other_file(house: House) -> None:
    house.live()
    house.merge()
    sealed = readable(house.old.id)
    assert len(subjects_of(now_of(house.old))) == 2
    for subject in subjects_of(now_of(house.old)):
        vault.destroy(subject)
    assert sealed
    for patient_id in files_of(house.old.id):
        with pytest.raises(vault.Destroyed):
            readable(patient_id)


def test_the_trail_tells_both_stories(house: House) -> None:
    house.live()
    house.merge()
    verbs = [each.verb for each in entries(Wish(patient_ids=files_of(house.old.id)), limit=200)[0]]
    assert verbs.count("patient.registered") == 2 and verbs.count("patient.merged") == 2
    told = {
        patient: [details for verb, details in factories.trail(house.clinic, on=patient.id) if verb == "patient.merged"]
        for patient in (house.old, house.new)
    }  # fmt: skip
    assert [each["other_file"] for each in told[house.old]] == [house.new.file_number]
    assert [each["other_file"] for each in told[house.new]] == [house.old.file_number]


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.PRACTITIONER, Role.BILLING])
def test_only_who_runs_the_clinic_may_merge(house: House, role: str) -> None:
    actor = factories.actor_for(factories.make_member(house.clinic, role))
    with pytest.raises(NotPermitted):
        merge(actor=actor, kept=house.old, away=house.new, chosen={}, versions=(1, 1))


def test_a_file_changed_meanwhile_is_compared_again(house: House) -> None:
    with pytest.raises(MergingRefused) as refused:
        merge(actor=house.owner, kept=house.old, away=house.new, chosen={}, versions=(1, 9))
    assert refused.value.code == "stale"


def test_a_merged_file_is_not_merged_again(house: House) -> None:
    house.merge()
    with pytest.raises(MergingRefused) as refused:
        house.merge()
    assert refused.value.code == "merged"


def test_a_file_cannot_be_merged_with_itself(house: House) -> None:
    with pytest.raises(MergingRefused) as refused:
        merge(actor=house.owner, kept=house.old, away=house.old, chosen={}, versions=(1, 1))
    assert refused.value.code == "same"


def test_more_phones_than_a_file_has_room_for_are_refused_in_words(house: House) -> None:
    for patient, first in ((house.old, 1), (house.new, 4)):
        house.phones(patient, [f"+91900000000{first + each}" for each in range(3)])
    with pytest.raises(MergingRefused) as refused:
        house.merge()
    assert refused.value.code == "too_many_phones"
    house.merge(phones="kept")


def test_files_of_files_become_one(house: House) -> None:
    third = house.registered("Lakshmi D")
    house.merge()
    merge(
        actor=house.owner,
        kept=third,
        away=now_of(house.old),
        chosen={},
        versions=(1, now_of(house.old).version),
    )
    assert {now_of(each).id for each in (house.old, house.new, third)} == {third.id}
    assert set(files_of(third.id)) == {third.id, house.old.id, house.new.id}
    assert [hit.id for hit in search("Laxmi")] == [third.id]
    assert len(standing(third.id)) == 1


def test_the_preview_counts_what_will_move(house: House) -> None:
    house.live()
    seen = preview(house.old, house.new)
    assert not seen.blocked
    assert seen.counts == {
        "billing_draft": 1,
        "booking_appointment": 2,
        "booking_queueentry": 2,
        "messaging_message": seen.counts["messaging_message"],
        "records_attachment": 1,
        "records_visit": 1,
    }
    usual = {each.group: each.usual for each in seen.choices}
    assert usual["allergies"] == usual["phones"] == "both" and usual["birth"] == "away"

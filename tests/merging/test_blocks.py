"""What stands in the way of a merge, what stays where it is, and what consents come to."""

from datetime import timedelta

import pytest

from daybook.booking.actions.check_in import check_in
from daybook.booking.models import Appointment
from daybook.booking.queries import patient_appointments
from daybook.booking.refusals import Taken
from daybook.booking.transitions import CANCEL
from daybook.lib.clock import FrozenClock
from daybook.merging.queries import preview
from daybook.merging.refusals import MergingRefused
from daybook.messaging.actions.withdraw_consent import withdraw_consent
from daybook.messaging.letters import agreed
from daybook.patients.actions.give_consent import Agreed, give_consent
from daybook.patients.models import Consent, Patient
from tests.merging.house import House


def refused(house: House) -> str:
    with pytest.raises(MergingRefused) as found:
        house.merge()
    return found.value.code


def test_coming_appointments_at_the_same_time_block(house: House) -> None:
    mine = house.book(house.at(10), patient=house.old)
    theirs = house.book(house.at(10), patient=house.new, practitioner=house.ben)
    assert refused(house) == "overlap"
    assert preview(house.old, house.new).overlaps.coming == [(mine, theirs)]
    house.mark(theirs, CANCEL, reason="Twice")
    house.merge()


def test_one_after_the_other_does_not_block(house: House) -> None:
    house.book(house.at(10), patient=house.old)
    house.book(house.at(10, 15), patient=house.new, practitioner=house.ben)
    house.merge()


def test_what_is_over_stays_under_the_old_number_and_is_still_told(house: House, now: FrozenClock) -> None:
    house.book(house.at(10), patient=house.old)
    theirs = house.book(house.at(10), patient=house.new, practitioner=house.ben)
    now.advance(timedelta(days=1))
    house.merge()
    assert Appointment.objects.get(pk=theirs.pk).patient_id == house.new.id
    assert theirs.pk in {row.pk for row in patient_appointments(house.old.id)}


def test_a_moved_appointment_keeps_its_time_from_the_survivor(house: House) -> None:
    house.book(house.at(10), patient=house.new)
    house.merge()
    with pytest.raises(Taken):
        house.book(house.at(10), patient=house.old, practitioner=house.ben)


def test_two_tokens_for_one_practitioner_block(house: House) -> None:
    for number, patient in enumerate((house.old, house.new), start=1):
        house.taken_in(patient, number, state="waiting", ended_at=None)
    assert refused(house) == "waiting"


def give(house: House, patient: Patient, *purposes: str) -> None:
    Patient.objects.filter(pk=patient.pk).update(email="a@example.org")
    patient.email = "a@example.org"
    give_consent(actor=house.actor, patient=patient, agreed=Agreed(purposes, "en"))


def test_consents_add_up(house: House) -> None:
    give(house, house.old, "booking")
    give(house, house.new, "booking", "reminder")
    house.merge()
    assert agreed(house.old.id, "confirmation") and agreed(house.old.id, "reminder")
    assert (
        Consent.objects.filter(patient=house.old).count() == 2
    )  # the second yes to the same stays where it was


@pytest.mark.parametrize("which", ["old", "new"])
def test_the_latest_word_counts(house: House, now: FrozenClock, which: str) -> None:
    """Whoever took it back last is not written to, whichever of the files it was said in."""
    says_no, says_yes = (house.old, house.new) if which == "old" else (house.new, house.old)
    give(house, says_no, "reminder")
    give(house, says_yes, "reminder")
    now.advance(timedelta(hours=1))
    withdraw_consent(actor=house.actor, patient=says_no, purpose="reminder", method="phone")
    house.merge()
    assert not agreed(house.old.id, "reminder")
    now.advance(timedelta(hours=1))
    give(house, house.old, "reminder")
    assert agreed(house.old.id, "reminder")


def test_nothing_is_written_under_a_file_that_was_merged(house: House) -> None:
    """The page was opened before the merge, and sent after it."""
    house.merge()
    before = house.state()
    with pytest.raises(Exception, match="merged into another one"):
        house.book(house.at(10), patient=house.new)
    assert house.state() == before
    with pytest.raises(Exception, match="merged into another one"):
        check_in(
            actor=house.actor,
            entry_id=house.old.id,
            patient=house.new,
            practitioner=house.anna,
            branch=house.branch,
        )

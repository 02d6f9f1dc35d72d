"""Opening, saving, signing, amending."""

from dataclasses import replace

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.models import Entry
from daybook.booking.actions.check_in import check_in
from daybook.booking.models import Appointment, QueueEntry
from daybook.booking.transitions import ARRIVE, CANCEL
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.records.actions.amend import amend
from daybook.records.actions.open_visit import open_visit
from daybook.records.actions.read_visit import read_visit
from daybook.records.lines import Line
from daybook.records.models import Amendment, Visit
from daybook.records.note import Note
from daybook.records.queries import amendments, story
from daybook.records.refusals import AlreadySigned, NotReady, RecordsRefused, StaleNote
from daybook.records.sealed import Content
from tests.booking.desk import staff
from tests.records.room import AMLODIPINE, AMOXICILLIN, Room, said


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_opening_starts_the_consultation_once(room: Room) -> None:
    row = room.booked()
    room.mark(row, ARRIVE)
    row.refresh_from_db()
    first, second = room.open(row), room.open(Appointment.objects.get(pk=row.pk))
    row.refresh_from_db()
    assert first.id == second.id
    assert row.status == Appointment.Status.IN_CONSULTATION
    assert first.entry is not None and first.entry.state == QueueEntry.State.WITH_PRACTITIONER
    assert verbs().count("visit.started") == 1


def test_who_walked_in_has_a_visit_of_their_token(room: Room) -> None:
    entry = check_in(
        actor=room.actor,
        entry_id=uuid7(),
        patient=room.patient,
        practitioner=room.anna,
        branch=room.branch,
    )
    visit = room.fresh(open_visit(actor=room.anna_herself, entry=entry))
    room.sign(visit, said())
    entry.refresh_from_db()
    assert visit.appointment is None
    assert entry.state == QueueEntry.State.DONE


def test_what_is_cancelled_or_later_is_not_opened(room: Room) -> None:
    gone = room.booked()
    room.mark(gone, CANCEL, reason="ill")
    for row, code in ((gone, "state"), (room.book(room.at(10, days=1)), "early")):
        row = Appointment.objects.select_related("branch").get(pk=row.pk)
        with pytest.raises(RecordsRefused) as refused:
            open_visit(actor=room.anna_herself, appointment=row)
        assert refused.value.code == code
    assert not Visit.objects.exists()


def test_it_keeps_what_is_unfinished(room: Room) -> None:
    visit = room.open()
    content = said(Line("Metfor", dose="1-"), unread={"blood_pressure": "13"})
    saved = room.save(visit, content)
    assert (saved.version, saved.changed) == (2, True)
    assert room.said(visit) == content


def test_the_same_once_more_writes_nothing(room: Room) -> None:
    visit = room.open()
    room.save(visit, said())
    again = room.save(visit, said(), version=1)
    assert (again.version, again.changed) == (2, False)


def test_a_stale_save_is_refused_with_what_differs(room: Room) -> None:
    visit = room.open()
    room.save(visit, said(advice="Rest"))
    with pytest.raises(StaleNote) as stale:
        room.save(visit, said(AMLODIPINE, advice="Walk"), version=1)
    found = {each.field: (each.saved, each.asked) for each in stale.value.differing}
    assert found["advice"] == ("Rest", "Walk")
    assert found["lines"][0] == "" and "Amlodipine 5 mg" in found["lines"][1]
    assert stale.value.version == 2
    assert room.said(visit) == said(advice="Rest")


def test_signing_locks_the_note_and_ends_the_consultation(room: Room) -> None:
    row = room.booked()
    visit = room.open(row)
    room.sign(visit, said(AMLODIPINE))
    row.refresh_from_db()
    assert row.status == Appointment.Status.DONE
    visit = room.fresh(visit)
    assert (visit.state, visit.signed_by) == (Visit.State.SIGNED, "Dr Anna")
    with pytest.raises(AlreadySigned):
        room.save(visit, said(advice="More"))
    with pytest.raises(AlreadySigned):
        room.sign(visit, said(advice="More"))
    assert room.said(visit) == said(AMLODIPINE)


def test_nothing_unreadable_is_signed(room: Room) -> None:
    visit = room.open()
    bad = said(Line("Metformin", dose="0-0-0", days="many"), unread={"pulse": "fast"})
    with pytest.raises(NotReady) as refused:
        room.sign(visit, bad)
    assert refused.value.problems.keys() == {"pulse", "dose-0", "days-0"}
    assert room.fresh(visit).state == Visit.State.OPEN


def test_a_recorded_allergy_has_to_be_answered(room: Room) -> None:
    visit = room.open()
    with pytest.raises(NotReady) as refused:
        room.sign(visit, said(AMLODIPINE, AMOXICILLIN))
    assert refused.value.problems.keys() == {"despite-1"}
    answered = replace(AMOXICILLIN, despite=("penicillin",))
    room.sign(visit, said(AMLODIPINE, answered))
    assert room.said(visit).lines[1].despite == ("penicillin",)


def test_an_amendment_keeps_the_original(room: Room) -> None:
    visit = room.signed(said(AMLODIPINE))
    original = bytes(Visit.objects.get(pk=visit.pk).note_sealed or b"")
    changed = said(AMLODIPINE, advice="Less salt")
    amend(actor=room.anna_herself, visit=visit, content=changed, reason="Forgot", after=0)
    assert bytes(Visit.objects.get(pk=visit.pk).note_sealed or b"") == original
    assert room.said(visit) == changed
    assert [line.content for line in story(room.patient.id)] == [changed]
    with pytest.raises(StaleNote):
        amend(actor=room.anna_herself, visit=visit, content=said(), reason="Again", after=0)
    for reason, content in (("", said()), ("No change", changed)):
        with pytest.raises(RecordsRefused):
            amend(actor=room.anna_herself, visit=visit, content=content, reason=reason, after=1)
    assert len(amendments(visit.id)) == 1


def test_an_open_note_is_not_amended(room: Room) -> None:
    visit = room.open()
    with pytest.raises(RecordsRefused) as refused:
        amend(actor=room.anna_herself, visit=visit, content=said(), reason="x", after=0)
    assert refused.value.code == "open"
    assert not Amendment.objects.exists()


def test_only_those_who_treat_read_and_write(room: Room) -> None:
    visit = room.signed()
    for role in Role:
        if role == Role.PRACTITIONER:
            continue
        actor = staff(role)
        for work in (
            lambda: read_visit(actor=actor, visit=visit, singly=1),  # noqa: B023
            lambda: amend(actor=actor, visit=visit, content=said(), reason="x", after=0),  # noqa: B023
            lambda: open_visit(actor=actor, appointment=room.booked(14)),  # noqa: B023
        ):
            with pytest.raises(NotPermitted):
                work()
            Appointment.objects.filter(starts_at=room.at(14)).delete()


def test_an_owner_who_practises_may_and_one_who_does_not_may_not(room: Room) -> None:
    visit = room.signed()
    owner = staff(Role.OWNER)
    with pytest.raises(NotPermitted):
        read_visit(actor=owner, visit=visit, singly=1)
    practising = replace(owner, practises=True)
    assert len(read_visit(actor=practising, visit=visit, singly=1).lines) == 1
    desk = staff(Role.RECEPTIONIST)
    with pytest.raises(NotPermitted):
        read_visit(actor=replace(desk, practises=True), visit=visit, singly=1)


def test_the_trail_tells_of_it_without_its_words(room: Room, now: FrozenClock) -> None:
    visit = room.open()
    room.save(visit, said())
    room.save(visit, said(advice="Rest"))
    room.sign(visit, said(advice="Rest, and walk"))
    assert verbs().count("visit.noted") == 1
    assert verbs().count("visit.signed") == 1


def test_there_has_to_be_something_to_sign(room: Room) -> None:
    visit = room.open()
    for nothing in (Content(), Content(Note(vitals={"height_mm": 1730}))):
        with pytest.raises(NotReady) as refused:
            room.sign(visit, nothing)
        assert refused.value.problems.keys() == {"complaint"}

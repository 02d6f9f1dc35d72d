"""Reminders of what is booked already, when they are switched on later; and words that are forgotten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from daybook.booking import jobs
from daybook.booking.actions import remind_standing as reminding
from daybook.booking.actions.plan_messages import plan_messages
from daybook.booking.models import Appointment
from daybook.booking.transitions import CANCEL
from daybook.booking.versions import several_changes
from daybook.lib.clock import FrozenClock
from daybook.messaging.actions.forget_mails import forget_mails
from daybook.messaging.actions.send_due import send_due
from daybook.messaging.models import Message
from daybook.messaging.queries import content_of, plan
from daybook.messaging.refusals import MessagingRefused
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests.booking.desk import Desk, staff
from tests.factories import client_for, make_member
from tests.messaging.mail_server import mail_server


def planned(desk: Desk, **wanted: Any) -> bool:
    values: Any = {"confirmations": False, "reminders": True, "reminder_hours": 24, "keep_days": 180}
    with clinic_scope(desk.clinic):
        row = plan()
        return plan_messages(actor=staff("owner"), plan=row, version=row.version, **{**values, **wanted})


def work(desk: Desk) -> None:
    """The job and those that it leaves behind."""
    last: UUID | None = None
    while True:
        with clinic_scope(desk.clinic):
            last = reminding.remind_standing(last)
        if last is None:
            return


def reminders(desk: Desk) -> list[Message]:
    with clinic_scope(desk.clinic):
        return list(Message.objects.filter(purpose="reminder").order_by("due_at"))


@pytest.fixture
def silent(desk: Desk) -> Desk:
    """A clinic that reminds nobody, with appointments in a week, tomorrow within 24 hours, and one cancelled."""
    assert not planned(desk, reminders=False)
    with clinic_scope(desk.clinic), several_changes():
        for hour, days in ((10, 7), (11, 7), (9, 1)):
            desk.book(desk.at(hour, days=days))
        gone = desk.book(desk.at(12, days=7))
        row = Appointment.objects.select_related("patient", "branch", "practitioner", "service").get(
            pk=gone.pk
        )
        desk.mark(row, CANCEL, reason="ill")
    assert reminders(desk) == []
    return desk


def test_switched_on_later_they_are_written_once_in_pieces_and_none_for_the_past(
    silent: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "AT_ONCE", 1)
    assert planned(silent)
    for _ in range(2):
        work(silent)
    found = reminders(silent)
    week = [silent.at(hour, days=6) for hour in (10, 11)]
    assert [each.due_at for each in found] == week


def test_one_that_was_booked_with_a_reminder_gets_no_second(silent: Desk) -> None:
    planned(silent)
    with clinic_scope(silent.clinic):
        row = silent.book(silent.at(15, days=7))
        Appointment.objects.filter(pk=row.pk).update(version=4)  # changed since, without a move
    work(silent)
    assert len(reminders(silent)) == 3


def test_more_hours_or_fewer_ask_again_and_other_changes_do_not(desk: Desk) -> None:
    planned(desk)
    assert planned(desk, reminder_hours=4)
    assert not planned(desk, reminder_hours=4, confirmations=True)
    assert not planned(desk, reminder_hours=4, reminders=False)
    with pytest.raises(MessagingRefused) as refused:
        planned(desk, keep_days=3)
    assert refused.value.field == "keep_days"


def test_the_job_runs_in_its_clinic_and_leaves_the_next_piece(
    silent: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(reminding, "AT_ONCE", 1)
    monkeypatch.setattr(jobs, "enqueue", lambda _job, **what: asked.append(what))
    jobs.remind_standing(clinic_id=silent.clinic.id, after_id="")
    assert [each["clinic_id"] for each in asked] == [silent.clinic.id]
    jobs.remind_standing(clinic_id=silent.clinic.id, after_id=asked[0]["after_id"])
    assert asked[1]["after_id"] > asked[0]["after_id"]


def test_words_are_forgotten_after_the_clinics_time_and_that_it_was_sent_stays(
    desk: Desk, point_at: Any, now: FrozenClock
) -> None:
    planned(desk, keep_days=10, confirmations=True)
    with clinic_scope(desk.clinic), several_changes():
        desk.book(desk.at(10, days=1))
        desk.book(desk.at(11, days=28))
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    now.advance(timedelta(days=14))
    forget_mails()
    with clinic_scope(desk.clinic):
        old, new = Message.objects.filter(purpose="confirmation").order_by("not_after")
        assert (old.state, old.content_sealed, bytes(old.facts_sealed)) == ("sent", None, b"")
        assert old.forgotten_at is not None and old.sent_at is not None
        assert content_of(new) is not None and new.forgotten_at is None
        assert Message.objects.filter(state="queued", forgotten_at=None).exists()
        patient = Patient.objects.get(pk=old.patient_id)
    card = (
        client_for(make_member(desk.clinic)).get(f"/c/{desk.clinic.slug}/messages/{old.id}/").content.decode()
    )
    assert "words were forgotten" in card and patient.name in card

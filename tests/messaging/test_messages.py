"""Messages to patients: written with what they tell about, sent when they are due, never twice by themselves."""

from datetime import timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.db import transaction
from icalendar import Calendar

from daybook.accounts.permissions import NotPermitted
from daybook.booking.actions.allow_messages import allow_messages
from daybook.booking.actions.book_hold import book_hold
from daybook.booking.models import Appointment
from daybook.booking.transitions import ARRIVE, CANCEL, REOPEN
from daybook.lib.clock import FrozenClock
from daybook.messaging.actions.resend import resend
from daybook.messaging.actions.save_plan import save_plan
from daybook.messaging.actions.send_due import send_due
from daybook.messaging.actions.withdraw_consent import withdraw_consent
from daybook.messaging.attempt import WAITS
from daybook.messaging.models import Message, MessagePlan
from daybook.messaging.queries import message_by_id, plan
from daybook.messaging.refusals import MessagingRefused
from daybook.patients.actions.give_consent import Agreed
from daybook.patients.models import Consent, Patient
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope
from tests.booking.desk import Desk, staff
from tests.factories import trail
from tests.messaging.mail_server import BREAK, LATER, Server, mail_server

State = Message.State
HOUR = timedelta(hours=1)


def book(desk: Desk, *, days: int = 7, **changes: Any) -> Appointment:
    with clinic_scope(desk.clinic):
        return desk.book(desk.at(10, days=days), **changes)


def load(row: Appointment) -> Appointment:
    """As a page would, with everything it shows."""
    return Appointment.objects.select_related("patient", "branch", "practitioner", "service").get(pk=row.pk)


def mark(desk: Desk, row: Appointment, step: Any) -> None:
    with clinic_scope(desk.clinic):
        desk.mark(load(row), step, reason="ill")


def move(desk: Desk, row: Appointment, hour: int) -> None:
    with clinic_scope(desk.clinic):
        desk.move(load(row), desk.at(hour, days=7))


def messages(desk: Desk) -> list[tuple[str, str, str]]:
    with clinic_scope(desk.clinic):
        return list(Message.objects.order_by("id").values_list("purpose", "state", "reason"))


def one(desk: Desk, **which: Any) -> Message:
    with clinic_scope(desk.clinic):
        found = message_by_id(Message.objects.get(**which).id)
    assert found is not None
    return found


def sent(server: Server) -> list[EmailMessage]:
    return [message_from_string(text, policy=default) for text in server.got]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


def event_of(mail: EmailMessage) -> tuple[str, Any]:
    [part] = mail.iter_attachments()
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == str(calendar["method"])
    [event] = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def test_a_booking_writes_a_confirmation_for_now_and_a_reminder_a_day_before(
    desk: Desk, now: FrozenClock
) -> None:
    row = book(desk)
    with clinic_scope(desk.clinic):
        found = {each.purpose: each for each in Message.objects.all()}
    assert found.keys() == {"confirmation", "reminder"}
    assert found["confirmation"].due_at == now.at
    assert found["reminder"].due_at == row.starts_at - 24 * HOUR
    assert {each.appointment_id for each in found.values()} == {row.id}


def test_they_come_and_go_with_the_bookings_transaction(desk: Desk) -> None:
    with pytest.raises(RuntimeError), clinic_scope(desk.clinic), transaction.atomic():
        desk.book(desk.at(10, days=7))
        raise RuntimeError
    assert messages(desk) == []


def test_no_reminder_when_less_than_that_remains(desk: Desk) -> None:
    book(desk, days=0)
    assert [purpose for purpose, _, _ in messages(desk)] == ["confirmation"]


def test_none_without_consent_and_each_purpose_by_itself(desk: Desk) -> None:
    book(desk, patient=desk.friend)
    assert messages(desk) == []
    with clinic_scope(desk.clinic):
        Consent.objects.create(
            patient=desk.friend, purpose="reminder", wording=1, language="en", method="desk", given_to="t"
        )
        desk.book(desk.at(11, days=7), patient=desk.friend)
    assert [purpose for purpose, _, _ in messages(desk)] == ["reminder"]


def test_a_hold_that_is_booked_is_told_of_too(desk: Desk) -> None:
    with clinic_scope(desk.clinic):
        held = desk.hold(desk.at(10, days=7))
    with clinic_scope(desk.clinic):
        book_hold(actor=desk.actor, hold=load(held), patient=desk.patient)
    assert [purpose for purpose, _, _ in messages(desk)] == ["confirmation", "reminder"]


def test_the_plan_switches_off_and_changes_the_hours(desk: Desk) -> None:
    owner = staff("owner")
    with clinic_scope(desk.clinic):
        save_plan(
            actor=owner,
            plan=plan(),
            version=plan().version,
            confirmations=False,
            reminders=True,
            reminder_hours=48,
            keep_days=180,
        )
    row = book(desk)
    assert one(desk).due_at == row.starts_at - 48 * HOUR
    with clinic_scope(desk.clinic):
        save_plan(
            actor=owner,
            plan=plan(),
            version=plan().version,
            confirmations=False,
            reminders=True,
            reminder_hours=2,
            keep_days=180,
        )
    assert one(desk).due_at == row.starts_at - 2 * HOUR
    with clinic_scope(desk.clinic), pytest.raises(MessagingRefused):
        save_plan(
            actor=owner,
            plan=plan(),
            version=plan().version,
            confirmations=True,
            reminders=True,
            reminder_hours=169,
            keep_days=180,
        )
    with clinic_scope(desk.clinic), pytest.raises(NotPermitted):
        save_plan(
            actor=desk.actor,
            plan=plan(),
            version=plan().version,
            confirmations=True,
            reminders=True,
            reminder_hours=2,
            keep_days=180,
        )


def test_the_confirmation_is_sent_with_an_appointment_for_the_calendar(desk: Desk, point_at: Any) -> None:
    row = book(desk)
    with mail_server() as server:
        point_at(server)
        assert send_due(desk.clinic.id) is False
        assert send_due(desk.clinic.id) is False
    [mail] = sent(server)
    message = one(desk, purpose="confirmation")
    assert (message.state, message.attempts, message.language) == (State.SENT, 1, "en")
    assert mail["To"] == desk.patient.email
    assert mail["Message-ID"] == message.message_id
    assert desk.patient.name in text_of(mail)
    assert "Monday 9 March 2026 at 10:00" in text_of(mail).replace("\u202f", " ")
    method, event = event_of(mail)
    assert (method, str(event["uid"]), event["sequence"]) == ("REQUEST", str(row.id), 0)
    assert event["dtstart"].dt == row.starts_at
    assert one(desk, purpose="reminder").state == State.QUEUED


def test_nothing_of_the_patient_is_in_the_subject_or_in_plain_in_the_row(desk: Desk, point_at: Any) -> None:
    book(desk)
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    [mail] = sent(server)
    _, event = event_of(mail)
    private = [desk.patient.name, desk.anna.name, "2026", "10:00"]
    assert not [word for word in private if word in mail["Subject"] or word in str(event["summary"])]
    row = one(desk, purpose="confirmation")
    plain = repr([getattr(row, field.attname) for field in Message._meta.concrete_fields]).encode()
    for secret in (desk.patient.name, desk.patient.email, desk.anna.name):
        assert secret.encode() not in plain


def test_a_language_of_the_patient_is_written_in_it(desk: Desk, point_at: Any) -> None:
    with clinic_scope(desk.clinic):
        Patient.objects.filter(pk=desk.patient.pk).update(language="te")
    book(desk)
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    assert "నమస్కారం" in text_of(sent(server)[0])
    assert "అపాయింట్‌మెంట్" in str(event_of(sent(server)[0])[1]["summary"])
    assert one(desk, purpose="confirmation").language == "te"


def test_a_move_after_the_confirmation_replaces_the_reminder_and_tells_of_the_change(
    desk: Desk, point_at: Any
) -> None:
    row = book(desk)
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
        move(desk, row, 12)
        assert messages(desk) == [
            ("confirmation", "sent", ""),
            ("reminder", "cancelled", "moved"),
            ("change", "queued", ""),
            ("reminder", "queued", ""),
        ]
        send_due(desk.clinic.id)
    first, second = (event_of(mail)[1] for mail in sent(server))
    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"]
    assert second["dtstart"].dt == row.starts_at + 2 * HOUR


def test_a_move_before_anything_was_sent_confirms_the_new_time_alone(desk: Desk, point_at: Any) -> None:
    row = book(desk)
    move(desk, row, 12)
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    [mail] = sent(server)
    assert "12:00" in text_of(mail)
    assert [m for m in messages(desk) if m[1] == "sent"] == [("confirmation", "sent", "")]


def test_a_cancellation_is_told_to_who_was_told_of_the_appointment(desk: Desk, point_at: Any) -> None:
    row, untold = book(desk), book(desk, days=8)
    mark(desk, untold, CANCEL)
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
        mark(desk, row, CANCEL)
        send_due(desk.clinic.id)
    booked, cancelled = (event_of(mail) for mail in sent(server))
    assert (booked[0], cancelled[0]) == ("REQUEST", "CANCEL")
    assert cancelled[1]["uid"] == booked[1]["uid"] == str(row.id)
    assert cancelled[1]["sequence"] > booked[1]["sequence"]
    assert str(cancelled[1]["status"]) == "CANCELLED"
    assert "queued" not in {state for _, state, _ in messages(desk)}


def test_an_appointment_that_is_reopened_is_confirmed_anew(desk: Desk) -> None:
    row = book(desk)
    mark(desk, row, CANCEL)
    mark(desk, row, REOPEN)
    assert [purpose for purpose, state, _ in messages(desk) if state == "queued"] == [
        "confirmation",
        "reminder",
    ]


def test_who_is_here_already_is_not_reminded(desk: Desk, now: FrozenClock) -> None:
    row = book(desk)
    now.advance(timedelta(days=7))
    mark(desk, row, ARRIVE)
    assert {state for _, state, _ in messages(desk)} == {"cancelled"}


def test_a_withdrawal_cancels_what_is_queued_for_that_purpose(desk: Desk) -> None:
    book(desk)
    with clinic_scope(desk.clinic):
        assert withdraw_consent(actor=desk.actor, patient=desk.patient, purpose="reminder", method="phone")
        assert not withdraw_consent(
            actor=desk.actor, patient=desk.patient, purpose="reminder", method="phone"
        )
    assert messages(desk) == [("confirmation", "queued", ""), ("reminder", "cancelled", "no_consent")]
    assert "consent.withdrawn" in [verb for verb, _ in trail(desk.clinic)]


def test_a_consent_that_is_gone_when_the_message_is_due_stops_it(desk: Desk, point_at: Any) -> None:
    book(desk)
    with clinic_scope(desk.clinic):
        Consent.objects.update(withdrawn_at=desk.at(9))
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    assert server.got == []
    assert messages(desk)[0] == ("confirmation", "cancelled", "no_consent")


def test_who_agrees_later_is_reminded_of_what_is_booked_already(desk: Desk) -> None:
    row = book(desk, patient=desk.friend)
    with clinic_scope(desk.clinic):
        given = allow_messages(
            actor=desk.actor, patient=desk.friend, agreed=Agreed(("booking", "reminder"), "te", "paper")
        )
    assert [(each.purpose, each.wording, each.language, each.method) for each in given] == [
        ("booking", 1, "te", "paper"),
        ("reminder", 1, "te", "paper"),
    ]
    assert messages(desk) == [("reminder", "queued", "")]
    assert one(desk).due_at == row.starts_at - 24 * HOUR


def test_an_address_that_is_gone_is_a_failure_in_words(desk: Desk, point_at: Any) -> None:
    book(desk)
    with clinic_scope(desk.clinic):
        Patient.objects.filter(pk=desk.patient.pk).update(email="")
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    assert messages(desk)[0] == ("confirmation", "failed", "no_address")


def test_a_reminder_whose_time_has_passed_is_not_sent(desk: Desk, now: FrozenClock, point_at: Any) -> None:
    book(desk)
    now.advance(timedelta(days=8))
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    assert server.got == []
    assert {(state, reason) for _, state, reason in messages(desk)} == {("cancelled", "late")}


def test_a_busy_server_is_asked_again_later_and_given_up_in_the_end(
    desk: Desk, now: FrozenClock, point_at: Any
) -> None:
    book(desk)
    with mail_server(RCPT=LATER) as server:
        point_at(server)
        for wait in WAITS:
            send_due(desk.clinic.id)
            assert one(desk, purpose="confirmation").due_at == now.at + wait
            now.advance(wait)
        send_due(desk.clinic.id)
    assert messages(desk)[0] == ("confirmation", "failed", "tries")


def test_a_refusal_is_final(desk: Desk, point_at: Any) -> None:
    book(desk)
    with mail_server(RCPT="554 5.7.1 not from you") as server:
        point_at(server)
        send_due(desk.clinic.id)
    assert messages(desk)[0] == ("confirmation", "failed", "refused")


def test_while_nobody_is_there_the_others_are_left_alone(desk: Desk, point_at: Any) -> None:
    book(desk)
    book(desk, days=8)
    point_at(None)
    assert send_due(desk.clinic.id) is False
    with clinic_scope(desk.clinic):
        tried = Message.objects.filter(purpose="confirmation").values_list("state", "attempts")
        assert sorted(tried) == [("queued", 0), ("queued", 1)]


def test_a_line_that_breaks_after_the_text_leaves_it_unknown_and_unrepeated(
    desk: Desk, now: FrozenClock, point_at: Any
) -> None:
    book(desk)
    with mail_server(DATA=BREAK) as server:
        point_at(server)
        send_due(desk.clinic.id)
        now.advance(HOUR)
        send_due(desk.clinic.id)
    message = one(desk, purpose="confirmation")
    assert (message.state, message.reason) == (State.UNKNOWN, "broke")
    assert server.taken == {message.message_id: 1}


def test_a_sender_that_died_in_between_leaves_it_unknown_and_unrepeated(desk: Desk, point_at: Any) -> None:
    book(desk)
    with clinic_scope(desk.clinic):
        Message.objects.filter(purpose="confirmation").update(state=State.SENDING)
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    assert server.got == []
    assert messages(desk)[0] == ("confirmation", "unknown", "killed")


def test_sending_again_is_a_persons_word_and_keeps_the_message_id(
    desk: Desk, now: FrozenClock, point_at: Any
) -> None:
    book(desk)
    with mail_server(DATA=BREAK) as server:
        point_at(server)
        send_due(desk.clinic.id)
    unknown = one(desk, purpose="confirmation")
    with clinic_scope(desk.clinic):
        resend(actor=desk.actor, message=unknown)
        with pytest.raises(MessagingRefused):
            resend(actor=desk.actor, message=unknown)
    with mail_server() as again:
        point_at(again)
        send_due(desk.clinic.id)
    assert again.taken == server.taken == {unknown.message_id: 1}
    assert text_of(sent(again)[0]) == text_of(sent(server)[0])
    assert one(desk, purpose="confirmation").state == State.SENT
    assert "message.resent" in [verb for verb, _ in trail(desk.clinic)]


def test_what_tells_nothing_any_more_cannot_be_sent_again(desk: Desk, point_at: Any) -> None:
    row = book(desk)
    with mail_server(DATA=BREAK) as server:
        point_at(server)
        send_due(desk.clinic.id)
    move(desk, row, 12)
    with clinic_scope(desk.clinic), pytest.raises(MessagingRefused) as refusal:
        resend(actor=desk.actor, message=one(desk, purpose="confirmation"))
    assert refusal.value.code == "late"
    with clinic_scope(desk.clinic), pytest.raises(NotPermitted):
        resend(actor=staff("billing"), message=one(desk, purpose="confirmation"))


def test_a_busy_answer_after_a_cancellation_does_not_bring_the_message_back(
    desk: Desk, point_at: Any
) -> None:
    row = book(desk)

    def cancelled_meanwhile() -> str:
        mark(desk, row, CANCEL)
        return LATER

    with mail_server(RCPT=cancelled_meanwhile) as server:
        point_at(server)
        send_due(desk.clinic.id, most=1)
    assert server.got == []
    assert messages(desk)[0] == ("confirmation", "cancelled", "late")


def test_an_erased_patients_message_is_not_sent(desk: Desk, point_at: Any) -> None:
    book(desk)
    with clinic_scope(desk.clinic):
        vault.destroy(vault.Subject.patient(desk.patient.id))
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
    assert messages(desk)[0] == ("confirmation", "cancelled", "erased")


def test_a_batch_is_bounded_and_one_bad_row_holds_up_nobody(desk: Desk, point_at: Any) -> None:
    for days in (7, 8, 14):
        book(desk, days=days)
    with clinic_scope(desk.clinic):
        first = Message.objects.filter(purpose="confirmation").order_by("id")[0]
        Message.objects.filter(pk=first.pk).update(facts_sealed=b"broken")
    with mail_server() as server:
        point_at(server)
        assert send_due(desk.clinic.id, most=2) is True
        assert len(server.got) == 1
        assert send_due(desk.clinic.id, most=2) is False
    states = [state for purpose, state, _ in messages(desk) if purpose == "confirmation"]
    assert states == ["failed", "sent", "sent"]


def test_the_plan_that_was_never_saved_is_the_default(desk: Desk) -> None:
    with clinic_scope(desk.clinic):
        assert plan().reminder_hours == 24
        assert not MessagePlan.objects.exists()

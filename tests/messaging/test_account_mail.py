"""A mail is a row and a job of the same transaction, leaves later, and never twice by itself."""

from datetime import timedelta
from email import message_from_string
from email.policy import default
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from daybook.lib import clock
from daybook.messaging.actions.forget_mails import forget_mails
from daybook.messaging.actions.send_account_mail import WAITS, send_account_mail
from daybook.messaging.models import AccountMail
from tests.messaging.mail_server import LATER, NEVER, mail_server

pytestmark = pytest.mark.usefixtures("committed_db")
State = AccountMail.State


def queue(**changes: Any) -> AccountMail:
    wanted = {"subject": "Your code", "body": "1234-5678\n.\nEnd", "to": ["bob@example.org"], **changes}
    EmailMessage(**wanted).send()
    return AccountMail.objects.latest("id")


def state_of(mail: AccountMail) -> tuple[str, str, int]:
    mail.refresh_from_db()
    return mail.state, mail.text, mail.attempts


def jobs() -> list[dict[str, Any]]:
    return list(
        ProcrastinateJob.objects.filter(task_name="messaging.send_account_mail").values(
            "args", "scheduled_at"
        )
    )


def test_row_and_job_come_and_go_with_the_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError
    assert not AccountMail.objects.exists()
    assert jobs() == []
    mail = queue()
    assert [job["args"] for job in jobs()] == [{"mail_id": mail.id}]


def test_every_recipient_has_a_mail_of_their_own() -> None:
    EmailMultiAlternatives(
        "A\n b", "text", to=["a@example.org", "b@example.org"], cc=["c@example.org"]
    ).send()
    assert {(mail.to, mail.subject) for mail in AccountMail.objects.all()} == {
        ("a@example.org", "A b"),
        ("b@example.org", "A b"),
        ("c@example.org", "A b"),
    }


def test_it_is_sent_with_its_headers_and_its_text_is_let_go(point_at: Any) -> None:
    mail = queue(subject="Grüße")
    with mail_server() as server:
        point_at(server)
        assert send_account_mail(mail.id) is None
        assert send_account_mail(mail.id) is None
    [text] = server.got
    sent = message_from_string(text, policy=default)
    assert (sent["To"], sent["Subject"], sent["Message-ID"]) == ("bob@example.org", "Grüße", mail.message_id)
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "1234-5678" in sent.get_content()
    assert state_of(mail) == (State.SENT, "", 1)
    assert mail.sent_at is not None


def test_nobody_there_means_later_with_growing_waits_and_an_end(point_at: Any) -> None:
    mail = queue()
    point_at(None)
    waits = [send_account_mail(mail.id) for _ in range(len(WAITS) + 1)]
    assert waits == [*WAITS, None]
    assert state_of(mail) == (State.FAILED, "", len(WAITS) + 1)


@pytest.mark.parametrize("command", ["HELLO", "MAIL", "RCPT", "DATA"])
def test_a_busy_server_is_asked_again_later(point_at: Any, command: str) -> None:
    mail = queue()
    with mail_server(**{command: LATER}) as server:
        point_at(server)
        assert send_account_mail(mail.id) == WAITS[0]
    assert state_of(mail)[0] == State.QUEUED
    with mail_server() as server:
        point_at(server)
        assert send_account_mail(mail.id) is None
    assert state_of(mail) == (State.SENT, "", 2)


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_refusal_is_final(point_at: Any, command: str) -> None:
    mail = queue()
    with mail_server(**{command: NEVER}) as server:
        point_at(server)
        assert send_account_mail(mail.id) is None
    assert state_of(mail)[:2] == (State.FAILED, "")


def test_a_connection_that_breaks_after_the_text_leaves_it_unknown_and_unrepeated(point_at: Any) -> None:
    mail = queue()
    with mail_server(DATA="break") as server:
        point_at(server)
        assert send_account_mail(mail.id) is None
        assert send_account_mail(mail.id) is None
        assert len(server.got) == 1
    assert state_of(mail)[:2] == (State.UNKNOWN, "")


def test_a_worker_that_died_while_sending_leaves_it_unknown_and_unrepeated(point_at: Any) -> None:
    mail = queue()
    AccountMail.objects.filter(pk=mail.pk).update(state=State.SENDING)
    with mail_server() as server:
        point_at(server)
        assert send_account_mail(mail.id) is None
        assert server.got == []
    assert state_of(mail)[:2] == (State.UNKNOWN, "")


def test_an_address_the_envelope_cannot_carry_is_a_failure_not_a_crash(point_at: Any) -> None:
    mail = AccountMail.objects.create(message_id="<1@x>", to="bob@मेल.भारत", subject="S", text="T")
    with mail_server() as server:
        point_at(server)
        assert send_account_mail(mail.id) is None
    assert state_of(mail)[0] == State.FAILED


def test_it_refuses_to_send_inside_a_transaction() -> None:
    mail = queue()
    with transaction.atomic(), pytest.raises(RuntimeError):
        send_account_mail(mail.id)
    assert state_of(mail)[0] == State.QUEUED


def test_no_connection_is_open_for_writing_while_the_server_is_asked(point_at: Any, monkeypatch: Any) -> None:
    seen = []
    mail = queue()
    monkeypatch.setattr(
        "daybook.messaging.smtp.Line.hand_over", lambda line, mail: seen.append(connection.in_atomic_block)
    )
    send_account_mail(mail.id)
    assert seen == [False]


def test_old_mails_are_forgotten_and_a_lost_try_is_called_so() -> None:
    with clock.frozen(clock.now()) as hand:
        lost, sent = queue(), queue()
        AccountMail.objects.filter(pk=lost.pk).update(state=State.SENDING)
        AccountMail.objects.filter(pk=sent.pk).update(state=State.SENT)
        hand.advance(timedelta(days=2))
        forget_mails()
        assert (state_of(lost)[0], state_of(sent)[0]) == (State.UNKNOWN, State.SENT)
        hand.advance(timedelta(days=30))
        queue()
        forget_mails()
    assert [mail.state for mail in AccountMail.objects.all()] == [State.QUEUED]

"""One connection for many mails: what breaks between two of them costs nobody a mail, and none goes twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from daybook.messaging import smtp
from daybook.messaging.mail import Mail
from tests.messaging.mail_server import BREAK, OK, Answer, mail_server


def mail(number: int, text: str = "Text") -> Mail:
    return Mail(f"<{number}@example.org>", "p@example.org", "Clinic", "Subject", text)


def in_turn(*answers: str) -> Answer:
    left: Iterator[str] = iter(answers)
    return lambda: next(left)


@pytest.mark.parametrize("end", [BREAK, "421 closing"])
@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_connection_that_ended_since_the_last_mail_is_made_anew(
    point_at: Any, command: str, end: str
) -> None:
    with mail_server(**{command: in_turn(OK, end, OK)}) as server:
        point_at(server)
        with smtp.Line() as line:
            line.hand_over(mail(1))
            line.hand_over(mail(2))
    assert server.taken == {"<1@example.org>": 1, "<2@example.org>": 1}


def test_a_server_that_hangs_up_each_time_is_not_asked_for_ever(point_at: Any) -> None:
    with mail_server(MAIL=in_turn(OK, BREAK, BREAK)) as server:
        point_at(server)
        with smtp.Line() as line:
            line.hand_over(mail(1))
            with pytest.raises(smtp.NotNow):
                line.hand_over(mail(2))
    assert server.taken == {"<1@example.org>": 1}


@pytest.mark.parametrize("answer", [BREAK, "451 busy"])
def test_before_the_server_listens_nothing_has_left(point_at: Any, answer: str) -> None:
    with mail_server(**{"GO ON": answer}) as server:
        point_at(server)
        with smtp.Line() as line, pytest.raises(smtp.NotNow):
            line.hand_over(mail(1))
    assert not server.taken


def test_a_hang_up_after_the_text_is_known_by_nobody(point_at: Any) -> None:
    with mail_server(DATA=BREAK) as server:
        point_at(server)
        with smtp.Line() as line, pytest.raises(smtp.NobodyKnows):
            line.hand_over(mail(1))
    assert server.taken == {"<1@example.org>": 1}


def test_lines_of_dots_arrive_as_they_are(point_at: Any) -> None:
    with mail_server() as server:
        point_at(server)
        with smtp.Line() as line:
            line.hand_over(mail(1, ".\n..\n.a\nend"))
    [got] = server.got
    assert got.endswith("\r\n..\r\n...\r\n..a\r\nend\r\n")

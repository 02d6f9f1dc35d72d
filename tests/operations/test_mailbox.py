"""Development's mail server keeps what a mail library sends, and sends nothing."""

from __future__ import annotations

import email
import smtplib
import stat
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from daybook.operations import mailbox


def message(text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "desk@example.org", "asha@example.org", "Your code"
    mail.set_content(text)
    return mail


def test_it_keeps_each_mail_as_a_file_the_newest_first(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    texts = ["first\n", "..dots\n.\n.two\nஅ\n"]
    with mailbox.serving(folder) as port, smtplib.SMTP("127.0.0.1", port) as client:
        for text in texts:
            client.send_message(message(text))
    found = [email.message_from_bytes(path.read_bytes(), policy=default) for path in mailbox.mails(folder)]
    assert [mail.get_content().replace("\r\n", "\n") for mail in found] == texts[::-1]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_refuses_a_mail_that_is_too_large_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 1000)
    with mailbox.serving(tmp_path / "mails") as port, smtplib.SMTP("127.0.0.1", port) as client:
        with pytest.raises(smtplib.SMTPResponseException):
            client.sendmail("a@example.org", ["b@example.org"], "x\r\n" * 1000)
        client.send_message(message("small\n"))
    assert len(mailbox.mails(tmp_path / "mails")) == 1


def test_it_forgets_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 2)
    kept = [mailbox.keep(tmp_path, b"x") for _ in range(4)]
    assert mailbox.mails(tmp_path) == kept[:1:-1]


def test_it_answers_what_it_does_not_know(tmp_path: Path) -> None:
    with mailbox.serving(tmp_path / "mails") as port, smtplib.SMTP("127.0.0.1", port) as client:
        assert client.docmd("VRFY", "someone")[0] == 502
        assert client.noop()[0] == 250

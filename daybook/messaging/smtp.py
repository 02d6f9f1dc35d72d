"""The mail server of the settings (RFC 5321), and what its answer means for another try."""

import re
import smtplib
import ssl
from types import TracebackType
from typing import Self

from django.conf import settings

from daybook.messaging.mail import Mail, in_bytes

SECONDS = 20
"""Longest wait for each single answer of the server."""
# RFC 5321, 4.2.3: no such mailbox, not here, its name is not allowed; RFC 7504: takes no mail.
_NO_SUCH = frozenset({550, 551, 553, 556})
# RFC 3463, 3: what is wrong with the system, the network, the talk, the text or our rights, not with the address.
_OUR_FAULT = re.compile(rb"\b5\.[3-7]\.\d")
CLOSING, GO_ON = 421, 354
_DOT = re.compile(rb"^\.", re.MULTILINE)  # a line of one dot ends the text (RFC 5321, 4.5.2)


class NotNow(Exception):
    """The mail has certainly not been taken; a later try may succeed."""


class NobodyThere(NotNow):
    """The server cannot be reached or does not want to talk: no mail would get through now."""


class _HungUp(NotNow):
    """The connection is gone, or the server says that it closes it (421: RFC 5321, 3.8)."""


class Never(Exception):
    """The server will not take this mail."""


class BadAddress(Never):
    """There is no such address, or it takes no mail: no other mail will get there either."""


class NobodyKnows(Exception):
    """The connection broke after the text had left: the server may have taken it."""


class Line:
    """A connection for one mail after another, made when the first one leaves and anew after it broke."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def hand_over(self, mail: Mail) -> None:
        """Returns when the server has taken the mail; raises NotNow, Never or NobodyKnows. No error has an address."""
        content = _content(mail)
        try:
            server = self._addressed(mail.to)
            _data(server, content)
        except BaseException:
            # Whatever state the talk is in, the next mail begins a new one.
            self._close()
            raise

    def _addressed(self, to: str) -> smtplib.SMTP:
        """The server, told whose mail comes. A connection that broke since the last mail is made anew: nothing of this
        mail's text has left, so that it cannot arrive twice."""
        if self._server is not None:
            try:
                _envelope(self._server, to)
                return self._server
            except _HungUp:
                self._close()
        self._server = _connect()
        _envelope(self._server, to)
        return self._server

    def _close(self) -> None:
        if self._server is not None:
            _leave(self._server)
            self._server = None


def _connect() -> smtplib.SMTP:
    try:
        server = _dial()
    except (smtplib.SMTPException, OSError):
        raise NobodyThere from None
    try:
        _greet(server)
    except (smtplib.SMTPException, OSError):
        server.close()
        raise NobodyThere from None
    return server


def _dial() -> smtplib.SMTP:
    config = settings.DAYBOOK
    if config.smtp_ssl:
        trusted = ssl.create_default_context()
        return smtplib.SMTP_SSL(config.smtp_host, config.smtp_port, timeout=SECONDS, context=trusted)
    return smtplib.SMTP(config.smtp_host, config.smtp_port, timeout=SECONDS)


def _greet(server: smtplib.SMTP) -> None:
    config = settings.DAYBOOK
    if config.smtp_tls:
        server.starttls(context=ssl.create_default_context())
    if config.smtp_user:
        server.login(config.smtp_user, config.smtp_password)
    server.ehlo_or_helo_if_needed()


def _envelope(server: smtplib.SMTP, to: str) -> None:
    try:
        _judge(_heard(server.mail(settings.DAYBOOK.mail_from)[0]))
        code, said = server.rcpt(to)
        _judge_address(_heard(code), said)
    except (smtplib.SMTPServerDisconnected, OSError):
        raise _HungUp from None
    except smtplib.SMTPException:
        raise NotNow from None


def _heard(code: int) -> int:
    """The code, unless the server says with it that it hangs up."""
    if code == CLOSING:
        raise _HungUp
    return code


def _data(server: smtplib.SMTP, content: bytes) -> None:
    """Until the server has said that it listens, nothing of the text has left."""
    try:
        code, _ = server.docmd("DATA")
    except (smtplib.SMTPException, OSError):
        raise NotNow from None
    if code != GO_ON:
        _judge(code)
        raise NotNow
    try:
        server.send(_DOT.sub(b"..", content.removesuffix(b"\r\n")) + b"\r\n.\r\n")
        code, _ = server.getreply()
    except (smtplib.SMTPException, OSError):
        raise NobodyKnows from None
    _judge(code)


def _judge(code: int) -> None:
    """RFC 5321, 4.2.1: 2yz is taken, 4yz may be later, 5yz is never."""
    if code >= 500:
        raise Never
    if code >= 300:
        raise NotNow


def _judge_address(code: int, said: bytes) -> None:
    """The answer to RCPT TO."""
    if code in _NO_SUCH and not _OUR_FAULT.search(said):
        raise BadAddress
    _judge(code)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _content(mail: Mail) -> bytes:
    if not mail.to.isascii():
        raise BadAddress  # the envelope cannot carry it
    try:
        return in_bytes(mail, settings.DAYBOOK.mail_from)
    except ValueError:
        # A line break in a header.
        raise Never from None

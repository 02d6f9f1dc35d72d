"""The mail server of the settings (RFC 5321), and what its answer means for another try."""

import smtplib
import ssl
from types import TracebackType
from typing import Self

from django.conf import settings

from daybook.messaging.mail import Mail, in_bytes

SECONDS = 20
"""Longest wait for each single answer of the server."""


class NotNow(Exception):
    """The mail has certainly not been taken; a later try may succeed."""


class NobodyThere(NotNow):
    """The server cannot be reached or does not want to talk: no mail would get through now."""


class Never(Exception):
    """The server will not take this mail."""


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
        if self._server is not None:
            _leave(self._server)
            self._server = None

    def hand_over(self, mail: Mail) -> None:
        """Returns when the server has taken the mail; raises NotNow, Never or NobodyKnows. No error has an address."""
        content = _content(mail)
        server = self._ready()
        try:
            _envelope(server, mail.to)
            _data(server, content)
        except BaseException:
            # Whatever state the talk is in, the next mail begins a new one.
            self._server = None
            _leave(server)
            raise

    def _ready(self) -> smtplib.SMTP:
        if self._server is not None and not _alive(self._server):
            self._server.close()
            self._server = None
        if self._server is None:
            self._server = _connect()
        return self._server


def _alive(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


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
        _judge(server.mail(settings.DAYBOOK.mail_from)[0])
        _judge(server.rcpt(to)[0])
    except (smtplib.SMTPException, OSError):
        raise NotNow from None


def _data(server: smtplib.SMTP, content: bytes) -> None:
    try:
        code, _ = server.data(content)
    except smtplib.SMTPDataError as refused:
        code = refused.smtp_code
    except (smtplib.SMTPException, OSError):
        raise NobodyKnows from None
    _judge(code)


def _judge(code: int) -> None:
    """RFC 5321, 4.2.1: 2yz is taken, 4yz may be later, 5yz is never."""
    if code >= 500:
        raise Never
    if code >= 300:
        raise NotNow


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _content(mail: Mail) -> bytes:
    try:
        mail.to.encode("ascii")
        return in_bytes(mail, settings.DAYBOOK.mail_from)
    except ValueError:
        # An address that the envelope cannot carry, or a line break in a header.
        raise Never from None

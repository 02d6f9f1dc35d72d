"""One mail to the mail server of the settings (RFC 5321), and what its answer means for another try."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from django.conf import settings

from daybook.lib import clock
from daybook.lib.brands import BRANDS
from daybook.messaging.models import AccountMail

SECONDS = 20


class NotNow(Exception):
    """The mail has certainly not been taken; a later try may succeed."""


class Never(Exception):
    """The server will not take this mail."""


class NobodyKnows(Exception):
    """The connection broke after the text had left: the server may have taken it."""


def hand_over(mail: AccountMail) -> None:
    """Returns when the server has taken the mail; raises NotNow, Never or NobodyKnows. No error carries an address."""
    message = _message(mail)
    server = _connect()
    try:
        _envelope(server, mail)
        _data(server, message)
    finally:
        _leave(server)


def _connect() -> smtplib.SMTP:
    try:
        server = _dial()
    except (smtplib.SMTPException, OSError):
        raise NotNow from None
    try:
        _greet(server)
    except (smtplib.SMTPException, OSError):
        server.close()
        raise NotNow from None
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


def _envelope(server: smtplib.SMTP, mail: AccountMail) -> None:
    try:
        _judge(server.mail(settings.DAYBOOK.mail_from)[0])
        _judge(server.rcpt(mail.to)[0])
    except (smtplib.SMTPException, OSError):
        raise NotNow from None


def _data(server: smtplib.SMTP, message: bytes) -> None:
    try:
        code, _ = server.data(message)
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


def _message(mail: AccountMail) -> bytes:
    try:
        mail.to.encode("ascii")
        return _build(mail).as_bytes()
    except ValueError:
        # An address that the envelope cannot carry, or a line break in a header.
        raise Never from None


def _build(mail: AccountMail) -> EmailMessage:
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = f'"{BRANDS[settings.DAYBOOK.brand].name}" <{settings.DAYBOOK.mail_from}>'
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message

"""A mail as a value: what both kinds of mail, to staff and to patients, are before they leave."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from daybook.lib import clock


@dataclass(frozen=True, slots=True)
class Invitation:
    """An appointment for the reader's calendar. `method`: REQUEST or CANCEL (RFC 5546)."""

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """`sender`: the name beside the house's own address. `reply_to`: where an answer goes, when not there."""

    message_id: str
    to: str
    sender: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    invitation: Invitation | None = None


def in_bytes(mail: Mail, mail_from: str) -> bytes:
    """As it is handed over (RFC 5322). Raises ValueError for what a header cannot carry."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = Address(mail.sender, addr_spec=mail_from)
    message["To"] = mail.to
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if mail.invitation:
        _attach(message, mail.invitation)
    return message.as_bytes()


def _attach(message: EmailMessage, invitation: Invitation) -> None:
    """RFC 6047, 2.4: the part says its method, and says it as the calendar inside does."""
    message.add_attachment(
        invitation.content,
        maintype="text",
        subtype="calendar",
        filename="appointment.ics",
        params={"method": invitation.method, "charset": "utf-8"},
    )

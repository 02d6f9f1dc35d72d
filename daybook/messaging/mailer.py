"""Django's way to send mail, as rows: a mail leaves after the transaction it is about, and outlives a crash."""

from collections.abc import Sequence
from email.utils import make_msgid

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from daybook.messaging.jobs import send_account_mail
from daybook.messaging.models import AccountMail
from daybook.tenancy.jobs import enqueue


class OutboxBackend(BaseEmailBackend):
    """EMAIL_BACKEND: a row and a job for every recipient, in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                for to in message.recipients():
                    enqueue(send_account_mail, mail_id=_keep(message, to).id)
        return len(email_messages)


def _keep(message: EmailMessage, to: str) -> AccountMail:
    subject = AccountMail._meta.get_field("subject")
    return AccountMail.objects.create(
        message_id=make_msgid(domain=message.from_email.rpartition("@")[2].strip("> ") or "localhost"),
        to=to,
        subject=" ".join(str(message.subject).split())[: subject.max_length],
        text=str(message.body),
        html=_html(message),
    )


def _html(message: EmailMessage) -> str:
    found = [body for body, kind in getattr(message, "alternatives", ()) if kind == "text/html"]
    return str(found[0]) if found else ""

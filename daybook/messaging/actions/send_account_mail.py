"""Send one kept mail: at most once for each try that could have reached its reader."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F

from daybook.lib import clock
from daybook.lib.brands import BRANDS
from daybook.messaging.attempt import WAITS, Ending, attempt, ending
from daybook.messaging.mail import Mail
from daybook.messaging.models import AccountMail
from daybook.messaging.smtp import Line

__all__ = ["WAITS", "send_account_mail"]

State = AccountMail.State


def send_account_mail(mail_id: int) -> timedelta | None:
    """Try it once. Returns how long to wait before another try, None when there is to be none.

    Found in the state "sending", the mail was in the hands of a worker that died: whether it left is not known,
    and it is not sent again. Must run outside any transaction: the state before the try is to outlive a crash.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a mail is sent outside of transactions")
    mail = _take(mail_id)
    if mail is None:
        return None
    with Line() as line:
        outcome = attempt(line, _as_mail(mail))
    followed = ending(outcome, mail.attempts)
    _settle(mail, followed)
    return followed.wait


def _take(mail_id: int) -> AccountMail | None:
    """The mail, now marked as being sent; None when there is nothing to send."""
    queued = AccountMail.objects.filter(pk=mail_id, state=State.QUEUED)
    if queued.update(state=State.SENDING, attempts=F("attempts") + 1):
        return AccountMail.objects.get(pk=mail_id)
    lost = AccountMail.objects.filter(pk=mail_id, state=State.SENDING)
    lost.update(state=State.UNKNOWN, text="", html="")
    return None


def _as_mail(mail: AccountMail) -> Mail:
    sender = BRANDS[settings.DAYBOOK.brand].name
    return Mail(mail.message_id, mail.to, sender, mail.subject, mail.text, mail.html)


def _settle(mail: AccountMail, followed: Ending) -> None:
    """At the end of a mail its text goes: codes and links in it open doors."""
    row = AccountMail.objects.filter(pk=mail.pk)
    if followed.state == State.QUEUED:
        row.update(state=State.QUEUED)
    else:
        sent_at = clock.now() if followed.state == State.SENT else None
        row.update(state=followed.state, sent_at=sent_at, text="", html="")

"""Send one kept mail: at most once for each try that could have reached its reader."""

from datetime import timedelta

from django.db import connection
from django.db.models import F

from daybook.lib import clock
from daybook.messaging import smtp
from daybook.messaging.models import AccountMail

State = AccountMail.State
# Waits before the second, third ... try.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 4, 15, 60, 180))


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
    try:
        smtp.hand_over(mail)
    except smtp.NotNow:
        return _later(mail)
    except smtp.Never:
        _settle(mail, State.FAILED)
    except smtp.NobodyKnows:
        _settle(mail, State.UNKNOWN)
    else:
        _settle(mail, State.SENT)
    return None


def _take(mail_id: int) -> AccountMail | None:
    """The mail, now marked as being sent; None when there is nothing to send."""
    queued = AccountMail.objects.filter(pk=mail_id, state=State.QUEUED)
    if queued.update(state=State.SENDING, attempts=F("attempts") + 1):
        return AccountMail.objects.get(pk=mail_id)
    lost = AccountMail.objects.filter(pk=mail_id, state=State.SENDING)
    lost.update(state=State.UNKNOWN, text="", html="")
    return None


def _later(mail: AccountMail) -> timedelta | None:
    if mail.attempts > len(WAITS):
        _settle(mail, State.FAILED)
        return None
    AccountMail.objects.filter(pk=mail.pk).update(state=State.QUEUED)
    return WAITS[mail.attempts - 1]


def _settle(mail: AccountMail, state: AccountMail.State) -> None:
    """The end of a mail. Its text goes: codes and links in it open doors."""
    sent_at = clock.now() if state == State.SENT else None
    AccountMail.objects.filter(pk=mail.pk).update(state=state, sent_at=sent_at, text="", html="")

"""Let go of the record of old mails, of a try whose end nobody wrote down, and of the words of old messages."""

from datetime import timedelta

from daybook.lib import clock
from daybook.messaging.actions.forget_words import forget_words
from daybook.messaging.models import AccountMail
from daybook.tenancy.jobs import each_clinic

State = AccountMail.State
KEPT = timedelta(days=30)
# Far longer than a try takes, all its waits included.
LOST = timedelta(days=1)


def forget_mails() -> None:
    """Runs outside any clinic's scope."""
    now = clock.now()
    lost = AccountMail.objects.filter(state=State.SENDING, created_at__lt=now - LOST)
    lost.update(state=State.UNKNOWN, text="", html="")
    AccountMail.objects.filter(created_at__lt=now - KEPT).exclude(state=State.QUEUED).delete()
    each_clinic(forget_words)

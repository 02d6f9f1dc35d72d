"""The words of old messages go; that they were sent, when, and of what kind, stays."""

from datetime import timedelta

from daybook.lib import clock
from daybook.messaging.models import Message
from daybook.messaging.queries import plan

AT_ONCE = 1000
"""Messages of one clinic in one go; the next hour takes the next."""


def forget_words() -> int:
    """Empties what was written about appointments that lie longer back than the clinic keeps it. How many."""
    now = clock.now()
    old = Message.objects.filter(forgotten_at=None, not_after__lt=now - timedelta(days=plan().keep_days))
    done = old.exclude(state__in=[Message.State.QUEUED, Message.State.SENDING])
    ids = list(done.order_by("not_after").values_list("id", flat=True)[:AT_ONCE])
    changed: int = Message.objects.filter(id__in=ids).update(
        content_sealed=None, facts_sealed=b"", forgotten_at=now
    )
    return changed

from daybook.accounts.models import Session
from daybook.lib import clock


def touch_session(session: Session) -> None:
    """Notes that a signed-in browser was used just now; what the list of sessions shows."""
    Session.objects.filter(pk=session.pk).update(seen_at=clock.now())

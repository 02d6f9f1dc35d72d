from daybook.accounts.models import Membership, Session
from daybook.lib import clock


def touch_session(session: Session, member: Membership) -> None:
    """Notes that a signed-in browser was used just now, and its person at this clinic; shown in the lists of both."""
    now = clock.now()
    Session.objects.filter(pk=session.pk).update(seen_at=now)
    Membership.objects.filter(pk=member.pk).update(seen_at=now)

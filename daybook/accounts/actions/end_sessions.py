"""Sign browsers out from afar."""

from daybook.accounts.models import Session, User
from daybook.accounts.queries import handle_of


def end_session(*, user: User, handle: str) -> bool:
    """End the one of the person's sessions that `handle` names (queries.own_sessions); False when it is not there."""
    for session in Session.objects.filter(user=user):
        if handle_of(session.session_key) == handle:
            return Session.objects.filter(pk=session.pk).delete()[0] > 0
    return False


def end_sessions(*, user: User, except_key: str | None = None) -> int:
    """End all of the person's sessions, or all but one; returns how many. Each dies at its next request."""
    sessions = Session.objects.filter(user=user)
    if except_key:
        sessions = sessions.exclude(pk=except_key)
    return sessions.delete()[0]

from daybook.accounts.models import Membership, Session, SignIn
from daybook.accounts.queries import handle_of
from daybook.lib import clock
from daybook.tenancy.writes import insert_unless_conflict


def note_sign_in(*, member: Membership, session: Session, how: str) -> None:
    """That this signed-in browser came to the clinic, once; two requests at a time are one. Never its address."""
    insert_unless_conflict(
        SignIn(
            member=member,
            session=handle_of(session.session_key),
            at=clock.now(),  # not when the session began: that may have been for another clinic
            agent=session.agent,
            how=how,
        )
    )

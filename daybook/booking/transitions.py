"""The life of an appointment, as one table: which verb leads from which states to which, and who may say it."""

from dataclasses import dataclass

from daybook.accounts.permissions import Permission
from daybook.booking.models import Appointment

S = Appointment.Status


@dataclass(frozen=True, slots=True)
class Transition:
    """`stamp`: the column that takes the time of the change. `clears`: columns emptied by it."""

    verb: str
    sources: frozenset[str]
    target: str
    permission: Permission
    stamp: str | None = None
    clears: tuple[str, ...] = ()


ARRIVE = Transition("arrived", frozenset({S.BOOKED}), S.ARRIVED, Permission.CHECK_IN, "arrived_at")
START = Transition(
    "started", frozenset({S.BOOKED, S.ARRIVED}), S.IN_CONSULTATION, Permission.CONSULT, "consulted_at"
)
FINISH = Transition(
    "finished", frozenset({S.BOOKED, S.ARRIVED, S.IN_CONSULTATION}), S.DONE, Permission.CHECK_IN, "done_at"
)
NO_SHOW = Transition("missed", frozenset({S.BOOKED}), S.NO_SHOW, Permission.CHECK_IN, "ended_at")
CANCEL = Transition("cancelled", frozenset({S.BOOKED, S.ARRIVED}), S.CANCELLED, Permission.BOOK, "ended_at")
REOPEN = Transition(
    "reopened",
    frozenset({S.ARRIVED, S.IN_CONSULTATION, S.DONE, S.NO_SHOW, S.CANCELLED}),
    S.BOOKED,
    Permission.CHECK_IN,
    clears=("arrived_at", "consulted_at", "done_at", "ended_at"),
)
# Who is in the queue and was marked as in, seen or gone by a slip of the hand.
RETURN = Transition(
    "brought_back",
    frozenset({S.IN_CONSULTATION, S.DONE, S.CANCELLED}),
    S.ARRIVED,
    Permission.CHECK_IN,
    clears=("consulted_at", "done_at", "ended_at"),
)
MOVABLE = frozenset({S.BOOKED, S.ARRIVED})
ALL = {t.verb: t for t in (ARRIVE, START, FINISH, NO_SHOW, CANCEL, REOPEN, RETURN)}

"""The life of a token, as one table: which verb leads from which states to which, and who may say it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission
from daybook.booking.models import QueueEntry
from daybook.booking.refusals import BookingRefused, Stale
from daybook.lib import clock

S = QueueEntry.State


@dataclass(frozen=True, slots=True)
class Step:
    """`stamp`: the column that takes the time of the change. `clears`: columns emptied by it."""

    verb: str
    sources: frozenset[str]
    target: str
    permission: Permission
    stamp: str | None = None
    clears: tuple[str, ...] = ()


CALL = Step("called", frozenset({S.WAITING, S.CALLED}), S.CALLED, Permission.CHECK_IN, "called_at")
PUT_BACK = Step(
    "put_back", frozenset({S.CALLED}), S.WAITING, Permission.CHECK_IN, "queued_at", clears=("called_at",)
)
START = Step(
    "started", frozenset({S.WAITING, S.CALLED}), S.WITH_PRACTITIONER, Permission.CONSULT, "started_at"
)
FINISH = Step(
    "finished",
    frozenset({S.WAITING, S.CALLED, S.WITH_PRACTITIONER}),
    S.DONE,
    Permission.CHECK_IN,
    "ended_at",
)
LEAVE = Step("left", frozenset({S.WAITING, S.CALLED}), S.LEFT, Permission.CHECK_IN, "ended_at")
BRING_BACK = Step(
    "brought_back",
    frozenset({S.WITH_PRACTITIONER, S.DONE, S.LEFT}),
    S.WAITING,
    Permission.CHECK_IN,
    clears=("called_at", "started_at", "ended_at"),
)
ALL = {step.verb: step for step in (CALL, PUT_BACK, START, FINISH, LEAVE, BRING_BACK)}


def check(entry: QueueEntry, version: int, step: Step) -> None:
    """Raises Stale when the entry is not as it was shown, BookingRefused ("state") when the step is not one of it."""
    if entry.version != version:
        raise stale()
    if entry.state not in step.sources:
        text = _("%(token)s is %(state)s now.") % {
            "token": entry.token,
            "state": entry.get_state_display().lower(),
        }
        raise BookingRefused(text, code="state")


def take(entry: QueueEntry, version: int, step: Step, **more: Any) -> None:
    """Writes the step into the row, while it is as it was shown."""
    changes: dict[str, Any] = {"state": step.target, **dict.fromkeys(step.clears), **more}
    if step.stamp:
        changes[step.stamp] = clock.now()
    rows = QueueEntry.objects.filter(id=entry.id, version=version, state__in=step.sources)
    if not rows.update(**changes, version=F("version") + 1):
        raise stale()
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.version = version + 1


def stale() -> Stale:
    return Stale(_("Somebody else was quicker. Look at the queue again."), code="stale")

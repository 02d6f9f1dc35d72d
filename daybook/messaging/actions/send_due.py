"""Send what is due at one clinic: some messages, not all, so that other clinics have their turn.

A message is taken in one short transaction, and how the try ended is written down in the next, which takes the one
behind it. In between, while the mail server is asked, no transaction is open and the row says "sending".
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from daybook.lib import clock
from daybook.messaging.attempt import Outcome, attempt, ending
from daybook.messaging.letters import Desk, HeldBack, Letter, NotToBeSent, desk, letter
from daybook.messaging.models import Message
from daybook.messaging.smtp import Line
from daybook.patients.failed_addresses import address_failed
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope

log = logging.getLogger(__name__)

State = Message.State
AT_ONCE = 50
"""Messages of one clinic before the next clinic's turn."""
WITHOUT_KEY = timedelta(minutes=15)
WITHOUT_ADDRESS = timedelta(hours=1)
SECONDS = 15.0
"""After which no further message is begun: a slow mail server must not hold up the other clinics."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message in our hands. `taken_at` marks this very try: only its own end is written down."""

    message: Message
    letter: Letter
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Aside:
    """A message that is not to be sent."""


def send_due(clinic_id: int, *, most: int = AT_ONCE, seconds: float = SECONDS) -> bool:
    """Send up to `most` messages of the clinic, in the order in which they are due. True when some may be left.

    The caller sees to it that this runs once at a time for a clinic: what is found "sending" at the beginning was in
    the hands of a sender that died, and becomes "unknown". Must run outside any transaction.
    """
    if connection.in_atomic_block:
        raise RuntimeError("messages are sent outside of transactions")
    until = time.monotonic() + seconds
    with clinic_scope(clinic_id):
        _give_up_lost()
        house = desk()
        step = _next(house)
    with Line() as line:
        for left in reversed(range(most)):
            if step is None:
                return False
            outcome = attempt(line, step.letter.mail) if isinstance(step, Taken) else None
            if outcome == Outcome.UNREACHED or not left or time.monotonic() > until:
                _end(clinic_id, step, outcome)
                return outcome != Outcome.UNREACHED
            step = _go_on(clinic_id, house, step, outcome)
    return True


def _go_on(clinic_id: int, house: Desk, step: Taken | Aside, outcome: Outcome | None) -> Taken | Aside | None:
    """Write down how the try ended and take the next, in one transaction: the disk is waited for once."""
    try:
        with clinic_scope(clinic_id):
            _settle(step, outcome)
            return _next(house)
    except Exception:
        # What is wrong with the next must not make of a known end an unknown one.
        _end(clinic_id, step, outcome)
        raise


def _end(clinic_id: int, step: Taken | Aside, outcome: Outcome | None) -> None:
    with clinic_scope(clinic_id):
        _settle(step, outcome)


def _give_up_lost() -> None:
    """Whether these left is not known, and they are not sent again by themselves."""
    Message.objects.filter(state=State.SENDING).update(state=State.UNKNOWN, reason="killed")


def _next(house: Desk) -> Taken | Aside | None:
    """The next message that is due: marked as being sent, or put aside when it may not be. None: nothing is due."""
    due = Message.objects.filter(state=State.QUEUED, due_at__lte=clock.now()).order_by("due_at", "id")
    row = due.select_related("patient").select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    try:
        written = letter(row, house)
    except NotToBeSent as end:
        return _aside(row, end.state, end.reason)
    except HeldBack:
        return _postponed(row, WITHOUT_ADDRESS, "bad_address")
    except (DatabaseError, vault.KeyStoreError):
        raise  # not this message's fault: all of them wait
    except vault.KeyMissing:
        return _postponed(row, WITHOUT_KEY, "key")
    except Exception as error:
        # Those behind it must not wait for ever. The error's text may hold what belongs to the patient.
        log.error("a message could not be written", extra={"error": type(error).__name__})
        return _aside(row, State.FAILED, "fault")
    return _taken(row, written)


def _taken(row: Message, written: Letter) -> Taken:
    row.attempts += 1
    taken = Taken(row, written, clock.now())
    Message.objects.filter(pk=row.pk).update(
        state=State.SENDING,
        reason="",
        attempts=row.attempts,
        taken_at=taken.taken_at,
        language=written.language,
        content_sealed=written.content,
    )
    return taken


def _postponed(row: Message, wait: timedelta, reason: str) -> Aside:
    """The key folder is not all there, or the address takes no mail. Either may be mended; others are not held up."""
    Message.objects.filter(pk=row.pk).update(due_at=clock.now() + wait, reason=reason)
    return Aside()


def _aside(row: Message, state: Message.State, reason: str) -> Aside:
    Message.objects.filter(pk=row.pk).update(state=state, reason=reason)
    return Aside()


def _settle(taken: Taken | Aside, outcome: Outcome | None) -> None:
    """A sender that was thought dead may still tell how its try ended: that is more than "unknown"."""
    if isinstance(taken, Aside) or outcome is None:
        return
    now, followed = clock.now(), ending(outcome, taken.message.attempts)
    mine = Message.objects.filter(
        pk=taken.message.pk, taken_at=taken.taken_at, state__in=[State.SENDING, State.UNKNOWN]
    )
    if followed.state == State.SENT:
        mine.update(state=State.SENT, sent_at=now, reason="")
    elif followed.wait is None:
        mine.update(state=followed.state, reason=followed.reason)
        if outcome == Outcome.BAD_ADDRESS:
            address_failed(taken.message.patient_id, taken.letter.mail.to)
    else:
        later = now + followed.wait
        mine.filter(not_after__gt=later).update(state=State.QUEUED, due_at=later, reason=followed.reason)
        mine.filter(not_after__lte=later).update(state=State.CANCELLED, reason="late")

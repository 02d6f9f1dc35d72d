"""One try to send a mail, and what follows from its end: the same for mails to staff and for messages to patients.

    queued -> sending -> sent
                      -> queued again, later (certainly not taken)
                      -> failed (refused, or tried often enough)
                      -> unknown (perhaps taken): never repeated by itself

`sending` is committed before the try begins. Found later without anybody at work on it, it becomes `unknown`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import connection

from daybook.messaging import smtp
from daybook.messaging.mail import Mail

# Waits before the second, third ... try.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 4, 15, 60, 180))


class Outcome(StrEnum):
    """How a try ended. UNREACHED is LATER for every other mail as well."""

    SENT = "sent"
    LATER = "later"
    UNREACHED = "unreached"
    NEVER = "never"
    BAD_ADDRESS = "bad_address"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ending:
    """The state that follows, a word of `reasons.py` when something went wrong, and the wait before another try."""

    state: str
    reason: str = ""
    wait: timedelta | None = None


def attempt(line: smtp.Line, mail: Mail) -> Outcome:
    """Try once. Must run outside any transaction: the state before the try is to outlive a crash."""
    if connection.in_atomic_block:
        raise RuntimeError("a mail is sent outside of transactions")
    try:
        line.hand_over(mail)
    except smtp.NobodyThere:
        return Outcome.UNREACHED
    except smtp.NotNow:
        return Outcome.LATER
    except smtp.BadAddress:
        return Outcome.BAD_ADDRESS
    except smtp.Never:
        return Outcome.NEVER
    except smtp.NobodyKnows:
        return Outcome.UNKNOWN
    return Outcome.SENT


def ending(outcome: Outcome, attempts: int) -> Ending:
    """`attempts`: how often it has been tried by now, this time included."""
    if outcome == Outcome.SENT:
        return Ending("sent")
    if outcome == Outcome.UNKNOWN:
        return Ending("unknown", "broke")
    if outcome == Outcome.NEVER:
        return Ending("failed", "refused")
    if outcome == Outcome.BAD_ADDRESS:
        return Ending("failed", "bad_address")
    if attempts > len(WAITS):
        return Ending("failed", "tries")
    return Ending("queued", "busy", WAITS[attempts - 1])

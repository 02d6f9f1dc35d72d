"""Many reminders due at one minute, from their rows to the mail server's file: by the worker as it always runs."""

from __future__ import annotations

import re
import smtplib
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.house import CHECKOUT, House
from bench.load import Clients, Work
from bench.postbox import Postbox, serving

BARE = 1000  # mails of the session that has nothing else to do
PATIENCE = 0.2  # seconds for each reminder, and two minutes besides
PAUSE = 2.0  # between two looks at the day, so that the sender is not measured beside a client alone

# All at the minute that comes. What the bookings of the load wrote is not measured here.
DUE = """
UPDATE messaging_message SET due_at = date_trunc('minute', now()) + interval '1 minute'
WHERE state = 'queued' AND purpose = 'reminder'
"""
OTHERS = "UPDATE messaging_message SET state = 'cancelled' WHERE state IN ('queued', 'sending')"
LEFT = "SELECT count(*) FROM messaging_message WHERE state IN ('queued', 'sending')"
STATES = "SELECT message_id, state FROM messaging_message WHERE state <> 'cancelled'"
TIMES = """
SELECT extract(epoch FROM min(sent_at) - min(due_at))::float8, extract(epoch FROM max(sent_at) - min(due_at))::float8
FROM messaging_message WHERE state = 'sent' AND purpose = 'reminder'
"""


@dataclass(frozen=True)
class Reminders:
    """Seconds from the minute at which `count` are due until the first and the last are sent; mails a second of one
    bare session; milliseconds of the day's p50 before and meanwhile."""

    count: int
    first: float
    last: float
    bare: float
    day_idle: float
    day_busy: float

    @property
    def rate(self) -> float:
        """Mails a second, from the first to the last."""
        return self.count / max(self.last - self.first, 0.001)


def measured(run: House, box: Postbox, count: int, crowd: Clients, port: int, day: Work) -> Reminders:
    """Raises RuntimeError unless each has been sent, and taken exactly once."""
    with run.connect() as connection:
        connection.execute(OTHERS)
        write = [sys.executable, "-m", "bench.due", str(count)]
        subprocess.run(write, cwd=CHECKOUT, env=run.environment(), check=True)
        with serving(box):
            idle = [_p50(crowd, port, day) for _ in range(3)]
            connection.execute(DUE)
            busy = _watch(run, crowd, port, day, 120 + count * PATIENCE)
            _require_once(box.taken(), dict(connection.execute(STATES).fetchall()), count)
            times: Any = connection.execute(TIMES).fetchone()
            bare = _bare(box)
    return Reminders(count, times[0], times[1], bare, median(idle), median(busy))


def _watch(run: House, crowd: Clients, port: int, day: Work, seconds: float) -> list[float]:
    """The day's p50, again and again while they leave."""
    left = run.number(LEFT)
    late, found = time.monotonic() + seconds, []
    while left:
        if time.monotonic() > late:
            raise RuntimeError(f"{left} reminders are not sent after {seconds:.0f} s")
        took = _p50(crowd, port, day)
        now = run.number(LEFT)
        if now < left:
            found.append(took)
        left = now
        time.sleep(PAUSE if left else 0)
    return found or [0.0]


def _p50(crowd: Clients, port: int, day: Work) -> float:
    return median(crowd.run(port, [day]).times) * 1000


def _require_once(taken: Counter[str], states: dict[str, str], count: int) -> None:
    wrong = [each for each, state in states.items() if state != "sent" or taken[each] != 1]
    if wrong or len(states) != count or taken.total() != count:
        raise RuntimeError(
            f"{len(wrong)} of {len(states)} reminders were not sent once; {taken.total()} taken"
        )


def _bare(box: Postbox) -> float:
    """Mails a second of one session with the same mails, of which the envelope and the text are all that is sent."""
    mails = box.mails()[:BARE]
    with smtplib.SMTP("127.0.0.1", box.port) as session:
        session.ehlo()
        start = time.perf_counter()
        for mail in mails:
            to = re.search(rb"^To: (\S+)", mail, re.MULTILINE)
            session.mail("daybook@localhost")
            session.rcpt(to[1].decode() if to else "")
            session.data(mail)
        return len(mails) / (time.perf_counter() - start)

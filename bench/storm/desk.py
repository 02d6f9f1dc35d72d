"""A person at a desk, who books, moves, marks and cancels over HTTP, and remembers what the answers said.

Without an answer nobody knows what was done, so a desk does what people do: it sends the same form again, until it is
told. A form sent twice must be done once.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from random import Random
from typing import Any
from urllib.parse import urlencode

from bench.load import Link
from bench.wire import CSRF, form
from daybook.lib.ids import uuid7

PATIENCE = 90  # seconds until a product that does not answer has not recovered
PAUSE = 0.02
DONE, REFUSED = 204, 409
OPEN = 60  # appointments of one desk to come: with more than that it cancels instead of booking


@dataclass(frozen=True, slots=True)
class State:
    """An appointment as a desk was told. `version` is also how many entries the trail has of it; `bumps`: how often
    it made a day's counter go on."""

    status: str
    practitioner: str
    at: str
    version: int = 1
    bumps: int = 1

    def then(self, bumps: int = 1, **changes: str) -> State:
        return replace(self, version=self.version + 1, bumps=self.bumps + bumps, **changes)


@dataclass
class Told:
    """By id: the states that an appointment may be in, one unless the answer left it open. `refused`: never made."""

    rows: dict[str, tuple[State, ...]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    invited: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)


class Desk(threading.Thread):
    """`free`: times of its own; what it gives up goes back there. `hot`: times that every desk goes for. An answer puts
    its number into `heard`."""

    def __init__(
        self,
        number: int,
        port: int,
        told: dict[str, Any],
        free: list[list[str]],
        hot: list[list[str]],
        heard: SimpleQueue[int],
        dice: Random,
    ) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.house, self.heard, self.dice = number, port, told, heard, dice
        self.free, self.hot = deque(free), iter(hot)
        self.taken: dict[str, list[str]] = {}
        self.cookies = f"__Host-session={told['sessions'][number]}; __Host-csrf={CSRF}"
        self.stopping = threading.Event()
        self.invites: SimpleQueue[str] = SimpleQueue()
        self.told, self.error = Told(), ""
        self._link: Link | None = None

    def run(self) -> None:
        work = [self.book, self.move, self.cancel, self.arrive]
        try:
            while not self.stopping.is_set():
                self._invite_all()
                self.dice.choices(work, [45, 30, 15, 10])[0]()
                self.heard.put(self.number)
            self._invite_all()
        except IndexError:
            self._fail("no free time is left to book: more days (bench/kill.py)")
        except Exception as error:
            self._fail(repr(error))

    def _fail(self, why: str) -> None:
        """The storm sees it and ends."""
        self.error = f"desk {self.number}: {why}"
        self.heard.put(self.number)

    def book(self) -> None:
        if len(self._mine()) > OPEN:
            self.cancel()
            return
        place = self._time(hot=self.dice.random() < 0.1)
        practitioner, at, patient = place
        wanted, note = str(uuid7()), "by phone" if self.dice.random() < 0.5 else ""
        values = self._place(practitioner, at) | {"id": wanted, "patient": patient, "note": note}
        status, _ = self._send("appointments/new/", values)
        if status == DONE:
            self.told.rows[wanted], self.taken[wanted] = (State("booked", practitioner, at),), place
        else:
            self.told.refused.add(wanted)

    def move(self) -> None:
        place = self._time()
        practitioner, at, _ = place
        moved = self._change("move/", self._place(practitioner, at), practitioner=practitioner, at=at)
        if moved:
            self.free.append(self.taken[moved])
            self.taken[moved] = place

    def cancel(self) -> None:
        cancelled = self._change("cancellation/", {"reason": "Patient asked"}, status="cancelled")
        if cancelled:
            self.free.append(self.taken[cancelled])

    def arrive(self) -> None:
        self._change("arrival/", {}, status="arrived")

    def _time(self, hot: bool = False) -> list[str]:
        """Raises IndexError when none is left."""
        return (next(self.hot, None) if hot else None) or self.free.popleft()

    def _mine(self) -> list[str]:
        """The desk's appointments to come, of which it knows how they stand."""
        rows = self.told.rows.items()
        return [one for one, states in rows if len(states) == 1 and states[0].status == "booked"]

    def _invite_all(self) -> None:
        """Those whose addresses the storm has put into `invites`."""
        while not self.invites.empty():
            wanted, address = str(uuid7()), self.invites.get()
            values = {"id": wanted, "display_name": "New Colleague", "email": address, "role": "receptionist"}
            self._send("settings/team/new/", values)
            self.told.invited[wanted] = address

    def _change(self, page: str, values: dict[str, str], **changes: str) -> str:
        """A step of one of the desk's own appointments, which nobody else touches. Its id, if it was done for sure."""
        mine = self._mine()
        if not mine:
            return ""
        wanted = self.dice.choice(mine[-50:])
        [before] = self.told.rows[wanted]
        other_day = "at" in changes and changes["at"][:10] != before.at[:10]
        after = before.then(bumps=1 + other_day, **changes)
        status, again = self._send(f"appointments/{wanted}/{page}", values | {"version": str(before.version)})
        if status == DONE:
            self.told.rows[wanted] = (after,)
            return wanted
        if again:  # refused as stale if the form that got no answer was done
            self.told.rows[wanted] = (before, after)
        return ""

    def _place(self, practitioner: str, at: str) -> dict[str, str]:
        day, _, clock = at.partition("T")
        place = {"branch": self.house["branch"], "service": self.house["service"], "overbook": ""}
        return place | {"practitioner": practitioner, "day": day, "time": clock}

    def _send(self, page: str, values: dict[str, str]) -> tuple[int, bool]:
        """The status of the first real answer, and whether one was missing before."""
        path = f"/c/{self.house['slug']}/{page}"
        request = form(path, self.cookies, urlencode({"csrfmiddlewaretoken": CSRF, **values}))
        until, again = time.monotonic() + PATIENCE, False
        while time.monotonic() < until:
            status = self._ask(request)
            self.told.answers[f"{page.split('/')[-2]} {status or 'no answer'}"] += 1
            if status and status < 500:
                if status not in (200, DONE, REFUSED):
                    raise RuntimeError(f"{page}: {status}")
                return status, again
            again = True
            time.sleep(PAUSE)  # who does not answer tells no event
        raise TimeoutError(f"no answer for {PATIENCE} s")

    def _ask(self, request: bytes) -> int:
        try:
            self._link = self._link or Link(self.port)
            return self._link.ask(request)[0]
        except OSError:
            self._link = None
            return 0

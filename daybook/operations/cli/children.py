"""The processes that `daybook run` keeps alive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from daybook.config import CHECKOUT
from daybook.operations.cli.failed import REFUSED

# Seconds before a process is started again; doubled while it does not stay up.
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# Who ran this long was well.
WELL_AFTER = 60.0
STOP_SECONDS = 15.0


class Child:
    """One process of ours; started again whenever it ends."""

    def __init__(self, name: str, *words: str, say: Callable[[str], None]) -> None:
        self.name = name
        self._words = words
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._started = 0.0
        self._again_at = 0.0

    def start(self) -> None:
        # What answers strangers does not know how to become the tables' owner.
        self._process = start(*self._words, without="DATABASE_OWNER_URL")
        self._started = time.monotonic()

    def watch(self) -> int | None:
        """Start it again when it has ended and its pause is over. Gives its exit code when that is in vain."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._again_at:
                self.start()
            return None
        code = self._process.poll()
        if code is None:
            return None
        if code in (2, REFUSED):
            return code
        self._process = None
        if now - self._started > WELL_AFTER:
            self._pause = FIRST_PAUSE
        self._again_at = now + self._pause
        self._say(f"The {self.name} process has ended ({_reason(code)}); it is started again.")
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return None

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)

    def wait(self, until: float) -> None:
        """Wait for its end; kill it at the given monotonic time."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start(*words: str, output: int | None = None, without: str = "") -> subprocess.Popen[bytes]:
    """Start a command of Daybook that ends with this process. A session of its own: Ctrl-C is for us alone."""
    command = [sys.executable, "-m", "daybook", "--parent", str(os.getpid()), *words]
    # The same Daybook as this one, whatever folder it was started in.
    path = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))
    environ = {**os.environ, "PYTHONPATH": path}
    environ.pop(without, None)
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, start_new_session=True, stdin=nowhere, stdout=output, env=environ)


def stop_all(children: list[Child]) -> None:
    """End all at once, and wait for all."""
    for child in children:
        child.end()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        child.wait(until)


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

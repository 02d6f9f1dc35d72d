"""A `daybook run` in an empty folder of its own, and the processes of it that can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from bench.house import CHECKOUT, House, free_port, wait_until_ready
from bench.postbox import Postbox
from bench.storm.minutes import worker_is_dead
from daybook.operations.embedded import Server
from daybook.operations.embedded.server import DATABASE

PATIENCE = 90
# Its own words for `daybook run`: kills come faster here than in life, and who was up for a moment was well.
UNPAUSED = (
    "import sys; from daybook.operations.cli import children, main;"
    " children.WELL_AFTER = 0.0; sys.exit(main.main())"
)
VICTIMS = ("web", "web's inner process", "worker", "database", "a database connection", "mail server")


class Product:
    """`house`: its database, and the settings that lead a process to it."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(folder)
        self.house = House(self.server, folder, DATABASE)
        self.port = free_port()
        self.box = Postbox(free_port(), folder / "mails.taken")
        self.log = folder / "run.log"
        environment = self.house.environment(
            DJANGO_SETTINGS_MODULE="daybook.settings",
            DAYBOOK_PORT=str(self.port),
            DAYBOOK_SMTP_URL=self.box.url,
        )
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            del environment[name]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", UNPAUSED, "run", "--no-demo"],
                cwd=CHECKOUT,
                env=environment,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )

    def pid(self, victim: str, dice: Random) -> int | None:
        """Who has to die; None when it is not there just now."""
        if victim == "database":
            return self.server.pid()
        if victim == "a database connection":
            return _one(dice, [pid for pid in _children(self.server.pid()) if _is_connection(pid)])
        name = victim.partition("'")[0]
        found = next((pid for pid in _children(self.process.pid) if _words(pid)[-1:] == [name]), None)
        return found if victim == name else _one(dice, _children(found))

    def kill(self, victim: str, dice: Random) -> None:
        """By SIGKILL; returns once there is another in its place."""
        if victim == "mail server":
            self.box.kill()
            self.box.start()
            return
        pid = until(lambda: self.pid(victim, dice), f"there is no {victim}")
        os.kill(pid, signal.SIGKILL)
        if victim == "worker":
            worker_is_dead(self.house)
        if victim in ("web", "worker", "database"):
            until(lambda: self.pid(victim, dice) not in (None, pid), f"{victim} is not started again")

    def run(self, *words: str) -> str:
        """Another Python process in the same house."""
        environment = self.house.environment(DJANGO_SETTINGS_MODULE="daybook.settings")
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def end(self) -> int:
        """As Ctrl-C does; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def product() -> Iterator[Product]:
    folder = Path(tempfile.mkdtemp(prefix="day book storm "))
    it = Product(folder)
    try:
        wait_until_ready(it.port, it.process, seconds=PATIENCE)
        until(lambda: it.pid("worker", Random()), "the worker was not started")
        it.box.start()
        yield it
    finally:
        it.box.kill()
        if it.process.poll() is None:
            it.end()
        if it.server.pid():  # its parent did not end well
            it.server.acquire()
            it.server.release()
        if it.server.place.account:
            shutil.rmtree(it.server.place.base)
        shutil.rmtree(folder)


def until(look: Callable[[], int | bool | None], or_else: str) -> int:
    """Looks until there is something, and gives it. Raises TimeoutError."""
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        if found := look():
            return int(found)
        time.sleep(0.01)
    raise TimeoutError(f"{or_else}, after {PATIENCE} s")


def _one(dice: Random, pids: list[int]) -> int | None:
    return dice.choice(pids) if pids else None


def _children(pid: int | None) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def _is_connection(pid: int) -> bool:
    return _words(pid)[:1] != [] and _words(pid)[0].startswith("postgres: daybook_app ")

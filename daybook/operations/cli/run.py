"""`daybook run`: everything in one command, until Ctrl-C."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from daybook.config import Config
from daybook.operations import mailbox
from daybook.operations.cli import children
from daybook.operations.cli.children import Child
from daybook.operations.cli.database import settled
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.cli.port import held
from daybook.operations.cli.welcome import aged, welcome
from daybook.operations.embedded import Server
from daybook.operations.embedded.server import DATABASE
from daybook.operations.fingerprint import NOTED, fingerprint, read_marks

# Seconds between two looks at the processes.
TICK = 0.1
# Seconds.
LATE_SECONDS = 60


class Stopped(Exception):
    """Someone asked us to end while we were still starting."""


class Run:
    """One run: what has been started, and whether it is to end."""

    def __init__(self, config: Config, server: Server | None, stop: threading.Event) -> None:
        self.config = config
        self.server = server
        self.stop = stop
        self.children: list[Child] = []
        self.demo = False  # whether its people can sign in

    def prepare(self, *, demo: bool) -> None:
        """Bring the schema up to date, and load the demo into a new database in development."""
        marks = self._marks()
        if self.server and not marks and (others := self.server.place.others()):
            say(f"Older databases of this folder, if nobody needs them: {', '.join(map(str, others))}")
        if marks.get("schema") != fingerprint():
            say("Bringing the database up to date ...")
            self._command("migrate", quiet=True)
        self.demo = marks.get("demo") == "loaded"
        if demo and self.config.env == "development" and not self.demo:
            say("Loading the demo clinics ...")
            self._command("demo", may_fail=True)
            self.demo = self._marks().get("demo") == "loaded"
        elif self.config.env == "development" and (words := aged(marks, datetime.now(UTC).date())):
            say(words)

    def _marks(self) -> dict[str, str]:
        # The server's own psql answers in no time; another database is asked by a process that has the driver.
        if self.server:
            return read_marks(self.server.sql(NOTED, DATABASE))
        return read_marks(self._command("migrate", "--plan", quiet=True))

    def serve(self, port: int) -> int:
        """Run web server and worker until we are asked to end. Gives the exit code."""
        web, worker = (Child(name, name, say=say) for name in ("web", "worker"))
        self.children = [web]
        web.start()
        try:
            late = time.monotonic() + LATE_SECONDS
            while not self.stop.wait(TICK):
                code = self._watch()
                if code is not None:
                    return code
                if worker in self.children:
                    continue
                # The worker waits for the first page, so that both do not compete for the processors.
                ready = _is_ready(self.config, port)
                if ready or time.monotonic() > late:
                    say(
                        welcome(self.config, port, demo=self.demo)
                        if ready
                        else "The web server is slow to start; the log says why."
                    )
                    worker.start()
                    self.children.append(worker)
            return 0
        finally:
            say("Stopping ...")
            children.stop_all(self.children)

    def _watch(self) -> int | None:
        if self.server and self.server.pid() is None:
            say("PostgreSQL has ended; it is started again.")
            self.server.ensure()
        for child in self.children:
            code = child.watch()
            if code is not None:
                return code
        return None

    def _command(self, *words: str, quiet: bool = False, may_fail: bool = False) -> str:
        """Run another command of Daybook to its end; gives its output if `quiet`, which shows it only on failure."""
        process = children.start(*words, output=subprocess.PIPE if quiet else None)
        stopper = threading.Thread(target=self._end_on_stop, args=(process,), daemon=True)
        stopper.start()
        output = process.communicate()[0] or b""
        if self.stop.is_set():
            raise Stopped
        text = output.decode("utf-8", "replace")
        if process.returncode and not may_fail:
            raise CommandFailed(f"`daybook {' '.join(words)}` failed\n{text[-4000:]}".rstrip())
        return text

    def _end_on_stop(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            if self.stop.wait(TICK):
                process.terminate()
                return


def run(arguments: argparse.Namespace) -> int:
    with _stop_signals() as stop, ExitStack() as stack:
        here = stack.enter_context(settled())
        config = here.config
        port = stack.enter_context(held(config.host, config.port, or_next=config.env == "development"))
        os.environ["DAYBOOK_PORT"] = str(port)
        if config.env == "development" and not os.environ.get("DAYBOOK_SMTP_URL"):
            mail_port = stack.enter_context(mailbox.serving(config.data_dir / "mails"))
            os.environ["DAYBOOK_SMTP_URL"] = f"smtp://127.0.0.1:{mail_port}"
        this = Run(config, here.server, stop)
        try:
            this.prepare(demo=not arguments.no_demo)
            return this.serve(port)
        except Stopped:
            return 0


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, in the place of ending us in the middle of something."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    yield stop


def _is_ready(config: Config, port: int) -> bool:
    host = config.host if config.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - compared only
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": config.allowed_hosts[0].lstrip(".")})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

"""`daybook run`: one command starts everything; whatever is killed comes back; Ctrl-C leaves nothing running."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daybook.operations.cli.failed import CommandFailed
from daybook.operations.cli.port import held
from daybook.operations.embedded import Server
from tests.operations.commands import settings

# Seconds; a limit for what is waited for, not a measure.
PATIENCE = 120


class Running:
    """A `daybook run` and what it said."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        environ = settings({"DAYBOOK_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"})
        command = [sys.executable, "-m", "daybook", "run", "--no-demo"]
        self.process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.port = int(self.until("Daybook is ready").rpartition(":")[2].strip(" /\n"))
        self.until("Ctrl-C stops everything")

    def until(self, words: str) -> str:
        assert self.process.stdout
        said = ""
        for line in self.process.stdout:
            said += line
            if words in line:
                return line
        pytest.fail(f"it never said {words!r} but:\n{said}")

    def child(self, name: str) -> int:
        """The process id of `web` or `worker`, once it is there."""
        for _ in _waiting():
            for pid in children(self.process.pid):
                if words_of(pid)[-1:] == [name]:
                    return pid
        raise AssertionError(name)

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@pytest.fixture
def running(data_dir: Path) -> Iterator[Running]:
    it = Running(data_dir)
    yield it
    if it.process.poll() is None:
        it.end()


def _waiting() -> Iterator[None]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        yield
        time.sleep(0.05)


def words_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def status(port: int, path: str = "/readyz") -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def crowd(port: int, count: int) -> list[http.client.HTTPConnection]:
    """Browsers that have been answered and keep their connections open."""
    found = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(count)]
    for each in found:
        each.request("GET", "/livez")
        each.getresponse().read()
    return found


def until_ready(port: int) -> None:
    for _ in _waiting():
        if status(port) == 200:
            return
    pytest.fail("it did not come back")


def until_gone(pids: list[int]) -> None:
    for _ in _waiting():
        # A zombie has no words.
        if not any(words_of(pid) for pid in pids):
            return
    pytest.fail(f"still there: {[words_of(pid) for pid in pids]}")


def test_whatever_is_killed_comes_back_and_ctrl_c_ends_all(running: Running) -> None:
    server = Server(running.data_dir)
    assert status(running.port) == status(running.port, "/livez") == 200
    desks = crowd(running.port, 60)
    assert status(running.port) == 200, "ten desks keep the next one waiting"
    for each in desks:
        each.close()
    for name in ("web", "worker"):
        before = running.child(name)
        os.kill(before, signal.SIGKILL)
        running.until(f"The {name} process has ended (signal SIGKILL)")
        assert running.child(name) != before
        until_ready(running.port)
    # granian's own process, behind `web`
    (inner,) = children(running.child("web"))
    os.kill(inner, signal.SIGKILL)
    until_gone([inner])
    until_ready(running.port)
    postgres = server.pid()
    assert postgres
    os.kill(postgres, signal.SIGKILL)
    running.until("PostgreSQL has ended; it is started again")
    until_ready(running.port)
    left = [running.child("web"), *children(running.child("web")), running.child("worker"), server.pid() or 0]
    assert postgres not in left
    assert running.end() == 0
    until_gone(left)


def test_a_killed_run_takes_its_processes_along_and_the_next_one_goes_on(running: Running) -> None:
    postgres = Server(running.data_dir).pid()
    assert postgres
    left = [running.child("web"), *children(running.child("web")), running.child("worker")]
    running.process.kill()
    running.process.communicate()
    until_gone(left)
    assert words_of(postgres)
    again = Running(running.data_dir)
    assert Server(running.data_dir).pid() == postgres
    # A second one on the same folder: another port, the same database, and its end is not the end of the first.
    beside = Running(running.data_dir)
    assert beside.port != again.port
    assert status(beside.port) == status(again.port) == 200
    assert beside.end(signal.SIGTERM) == 0
    assert status(again.port) == 200
    assert again.end(signal.SIGTERM) == 0
    until_gone([postgres])


def test_the_secrets_and_the_mails_are_its_owner_s_alone(running: Running) -> None:
    for folder in ("secrets", "mails"):
        assert (running.data_dir / folder).stat().st_mode & 0o077 == 0
    for file in (running.data_dir / "secrets").iterdir():
        assert file.stat().st_mode & 0o077 == 0
    for name in ("web", "worker"):
        pid = running.child(name)
        # Arguments are for every user of the machine to read; and the owner's address is not for these two.
        assert not any("postgresql://" in word for word in words_of(pid))
        environ = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"DATABASE_URL=" in environ
        assert b"DATABASE_OWNER_URL=" not in environ


def test_a_held_port_is_nobody_else_s_and_the_web_server_can_still_share_it() -> None:
    with held("127.0.0.1", 20_000, or_next=True) as port:
        with held("127.0.0.1", port, or_next=True) as other:
            assert other > port
        with pytest.raises(CommandFailed, match=str(port)), held("127.0.0.1", port, or_next=False):
            pass
        with socket.socket() as web:
            web.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            web.bind(("127.0.0.1", port))
            web.listen()
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
    with held("127.0.0.1", port, or_next=False) as again:
        assert again == port


def test_a_port_that_someone_listens_on_is_taken() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with held("127.0.0.1", taken, or_next=True) as port:
            assert port > taken


def test_an_address_that_is_not_this_machine_s_is_refused() -> None:
    with pytest.raises(CommandFailed, match="no address"), held("no.such.host.invalid", 8000, or_next=True):
        pass

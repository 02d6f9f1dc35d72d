"""`python -m bench.postbox PORT FILE`: the mail server of development as a process of its own, which can be killed.

A mail is in the file before it is acknowledged, and stays there whatever becomes of the process.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.house import CHECKOUT
from daybook.operations.mailbox import Server, Session

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_END = b"\0"
START_SECONDS = 30


class _Postbox(Server):
    allow_reuse_address = True
    file: int

    def take(self, mail: bytes) -> None:
        os.write(self.file, mail + _END)  # at once, and to the end of the file


class Postbox:
    """The process, and what it has taken so far."""

    def __init__(self, port: int, file: Path) -> None:
        self.port, self.file = port, file
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it listens."""
        words = [sys.executable, "-m", "bench.postbox", str(self.port), str(self.file)]
        self.process = subprocess.Popen(words, cwd=CHECKOUT, start_new_session=True)
        until = time.monotonic() + START_SECONDS
        while not _listens(self.port):
            if self.process.poll() is not None or time.monotonic() > until:
                raise TimeoutError("the mail server does not start")
            time.sleep(0.01)

    def kill(self) -> None:
        """By SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def mails(self) -> list[bytes]:
        """As they were taken, in that order."""
        return self.file.read_bytes().split(_END)[:-1] if self.file.exists() else []

    def taken(self) -> Counter[str]:
        """How often each Message-ID was."""
        found = (_MESSAGE_ID.search(mail) for mail in self.mails())
        return Counter(each[1].decode() for each in found if each)


@contextmanager
def serving(box: Postbox) -> Iterator[Postbox]:
    box.start()
    try:
        yield box
    finally:
        box.kill()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    port, file = int(sys.argv[1]), sys.argv[2]
    with _Postbox(("127.0.0.1", port), Session) as server:
        server.file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        server.serve_forever()


if __name__ == "__main__":
    main()

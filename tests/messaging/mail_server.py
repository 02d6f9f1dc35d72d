"""A mail server that says what a test tells it to say, and counts what it took."""

import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

OK, LATER, NEVER = "250 ok", "451 busy", "550 nobody here"
BREAK = "break"
"""Instead of an answer: hang up. After DATA the server has the mail, and the sender does not know."""

_MESSAGE_ID = re.compile(r"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
Answer = str | Callable[[], str]


class _HangUp(Exception):
    pass


class Session(socketserver.StreamRequestHandler):
    server: "Server"

    def handle(self) -> None:
        try:
            self._say(self._answer("HELLO", "220 here"))
            while line := self.rfile.readline():
                if self._command(line.split()[0].upper().decode()):
                    return
        except (_HangUp, OSError):
            return

    def _command(self, command: str) -> bool:
        """True at the end."""
        if command == "DATA":
            self._take()
        elif command == "QUIT":
            self._say("221 bye")
            return True
        else:
            self._say(self._answer(command))
        return False

    def _take(self) -> None:
        self._say(self._answer("GO ON", "354 go on"))
        lines = []
        while (part := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(part)
        if not part:
            return  # the sender is gone before the end: that is no mail
        text = b"".join(lines).decode()
        answer = self._choose("DATA", OK)
        self.server.note(text, taken=answer[0] in "2b")
        self._say(self._spoken(answer))

    def _answer(self, command: str, otherwise: str = OK) -> str:
        return self._spoken(self._choose(command, otherwise))

    def _choose(self, command: str, otherwise: str) -> str:
        answer = self.server.answers.get(command, otherwise)
        return answer if isinstance(answer, str) else answer()

    def _spoken(self, answer: str) -> str:
        if answer == BREAK:
            raise _HangUp
        return answer

    def _say(self, text: str) -> None:
        if self.server.slow:
            time.sleep(self.server.slow)
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """`got`: the text of every mail it was sent. `taken`: how often it took (or may be thought to have taken) each
    Message-ID; a refused one is not taken. `slow`: seconds before each answer."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    answers: ClassVar[dict[str, Answer]] = {}
    slow: float = 0.0
    got: list[str]
    taken: Counter[str]

    def note(self, text: str, *, taken: bool) -> None:
        found = _MESSAGE_ID.search(text)
        with self.lock:
            self.got.append(text)
            if taken and found:
                self.taken[found[1]] += 1

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    lock: threading.Lock


@contextmanager
def mail_server(slow: float = 0.0, /, **answers: Answer) -> Iterator[Server]:
    """On a free port; `answers` by command, each a text or something that gives one. HELLO is the greeting, "GO ON" the
    answer to the word DATA, DATA that to the text."""
    with Server(("127.0.0.1", 0), Session) as server:
        server.answers, server.got, server.taken = answers, [], Counter()  # type: ignore[misc]
        server.slow, server.lock = slow, threading.Lock()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()

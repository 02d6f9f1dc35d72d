"""A mail server that says what a test tells it to say."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

OK, LATER, NEVER = "250 ok", "451 busy", "550 nobody here"


class Session(socketserver.StreamRequestHandler):
    server: "Server"

    def handle(self) -> None:
        answers = self.server.answers
        self._say(answers.get("HELLO", "220 here"))
        while line := self.rfile.readline():
            command = line.split()[0].upper().decode()
            if command == "DATA":
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(part)
                self.server.got.append(b"".join(lines).decode())
                if answers.get("DATA") == "break":
                    return
                self._say(answers.get("DATA", OK))
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(answers.get(command, OK))

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    answers: ClassVar[dict[str, str]] = {}
    got: list[str]


@contextmanager
def mail_server(**answers: str) -> Iterator[Server]:
    """On a free port; `answers` by command, "break" for DATA hangs up without an answer. `got`: what it was sent."""
    with Server(("127.0.0.1", 0), Session) as server:
        server.answers, server.got = answers, []  # type: ignore[misc]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()

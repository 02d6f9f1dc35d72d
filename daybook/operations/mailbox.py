"""A mail server for development: it takes every mail and sends none; each is a file in a folder."""

from __future__ import annotations

import os
import secrets
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daybook.operations.secrets import private_folder

KEPT = 500
LONGEST_LINE = 65_536
LARGEST = 25 * 2**20


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    folder: Path

    def take(self, mail: bytes) -> None:
        """Called before the mail is acknowledged."""
        keep(self.folder, mail)


class Session(socketserver.StreamRequestHandler):
    """One SMTP conversation (RFC 5321), as far as a mail library of a program needs it."""

    timeout = 60
    server: Server

    def handle(self) -> None:
        self._say("220 daybook keeps every mail and sends none")
        while words := self.rfile.readline(LONGEST_LINE).split():
            command = words[0].upper()
            if command == b"DATA":
                self._say("354 end with a line that holds one dot")
                self._take()
            elif command == b"QUIT":
                self._say("221 bye")
                return
            elif command == b"EHLO":
                self._say(f"250-daybook\r\n250-SIZE {LARGEST}\r\n250-SMTPUTF8\r\n250 8BITMIME")
            elif command in (b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"):
                self._say("250 ok")
            else:
                self._say("502 not known here")

    def _take(self) -> None:
        lines, size = [], 0
        while (line := self.rfile.readline(LONGEST_LINE)) not in (b".\r\n", b".\n", b""):
            size += len(line)
            if size <= LARGEST:
                lines.append(line[1:] if line.startswith(b"..") else line)
        if size > LARGEST or not line:
            self._say("552 too large")
            return
        self.server.take(b"".join(lines))
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode("ascii") + b"\r\n")


def keep(folder: Path, mail: bytes) -> Path:
    """Write a mail as a file of its own; names sort by time. The oldest are removed beyond KEPT."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(3)}.eml"
    draft = folder / f".{name}"
    draft.write_bytes(mail)
    os.replace(draft, folder / name)
    for old in mails(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return folder / name


def mails(folder: Path) -> list[Path]:
    """The files of the mails, the newest first."""
    return sorted(folder.glob("[0-9]*.eml"), reverse=True)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Take mails on a free port of this machine, from now to the end of the block; gives the port."""
    private_folder(folder)
    with Server(("127.0.0.1", 0), Session) as server:
        server.folder = folder
        threading.Thread(target=server.serve_forever, name="mailbox", daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()

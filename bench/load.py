"""A load generator of our own: each client is a process with one kept-alive connection, and asks as fast as it is
answered. It shares the machine with what it measures, so it does as little as it can."""

from __future__ import annotations

import multiprocessing
import socket
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

_CHUNK = 1 << 16


class Unexpected(Exception):
    """An answer with another status than the measured one: nothing that follows would mean anything."""


@dataclass(frozen=True, slots=True)
class Work:
    """Requests as they go over the wire, what the status of each may be, and for how many seconds. `once`: not
    repeated."""

    requests: Sequence[bytes]
    status: frozenset[int]
    seconds: float
    once: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each answer, in the order they came; answers in a second; how many answers each client got."""

    times: array[float]
    rate: float
    answers: list[int]


class Link:
    """One HTTP/1.1 connection (RFC 9112) that is kept alive."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        self._socket.sendall(request)
        head, rest = self._head()
        status = int(head[9:12])
        if status in (204, 304):
            return status, head, b""
        low = head.lower()
        start = low.find(b"content-length:")
        if start < 0:
            return status, head, self._chunked(rest)
        length = int(low[start + 15 : low.index(b"\r\n", start)])
        while len(rest) < length:
            rest += self._more()
        return status, head, rest

    def close(self) -> None:
        self._socket.close()

    def _head(self) -> tuple[bytes, bytes]:
        data = self._more()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        return data[: end + 2], data[end + 4 :]

    def _chunked(self, data: bytes) -> bytes:
        while not data.endswith(b"0\r\n\r\n"):
            data += self._more()
        return data

    def _more(self) -> bytes:
        data = self._socket.recv(_CHUNK)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


class Clients:
    """Processes that wait for work; forked before the parent loads anything big."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._pipes = pipes

    def run(self, port: int, works: Sequence[Work]) -> Measured:
        """Each client one of the works, all at once. Raises Unexpected."""
        pipes = self._pipes[: len(works)]
        for pipe, work in zip(pipes, works, strict=True):
            pipe.send((port, work))
        for pipe in pipes:
            pipe.recv()  # connected
        for pipe in pipes:
            pipe.send("go")
        times, rate = array("d"), 0.0
        answers, wrong = [], []
        for pipe in pipes:
            found, seconds, error = pipe.recv()
            times.extend(found)
            answers.append(len(found))
            rate += len(found) / seconds if seconds else 0.0
            wrong += [error] if error else []
        if wrong:
            raise Unexpected(wrong[0])
        return Measured(times, rate, answers)


@contextmanager
def clients(count: int) -> Iterator[Clients]:
    context = multiprocessing.get_context("fork")
    pipes, processes = [], []
    for _ in range(count):
        ours, theirs = context.Pipe()
        started = context.Process(target=_client, args=(theirs,), daemon=True)
        started.start()
        pipes.append(ours)
        processes.append(started)
    try:
        yield Clients(pipes)
    finally:
        for pipe in pipes:
            pipe.send(None)
        for started in processes:
            started.join(10)


def _client(pipe: Connection) -> None:
    while (order := pipe.recv()) is not None:
        port, work = order
        link = Link(port)
        pipe.send("connected")
        pipe.recv()
        pipe.send(_measure(link, work))
        link.close()


def _measure(link: Link, work: Work) -> tuple[array[float], float, str]:
    times, clock = array("d"), time.perf_counter
    start = clock()
    until = start + work.seconds
    now = start
    while now < until:
        for request in work.requests:
            before = clock()
            status, head, body = link.ask(request)
            now = clock()
            if status not in work.status:
                asked = request.partition(b"\r\n")[0].decode()
                return times, now - start, f"{asked}: {status}\n{head.decode()}\n{body[:2000].decode()}"
            times.append(now - before)
            if now >= until:
                break
        if work.once:
            break
    return times, now - start, ""

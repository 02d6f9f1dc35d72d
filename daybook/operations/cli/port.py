"""A port for the web server that nobody else has, and that no other Daybook takes while it is ours."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from daybook.operations.cli.failed import CommandFailed

TRIES = 50


@contextmanager
def held(host: str, port: int, *, or_next: bool) -> Iterator[int]:
    """The port, or with `or_next` the next free one, kept for us until the end of the block.

    The web server's own sockets share the port (SO_REUSEPORT), so that it can start again beside an old one. A
    second Daybook would share it too, without noticing, and each would get the other's requests.
    Raises CommandFailed.
    """
    family, address = _resolve(host, port)
    for candidate in range(port, min(port + (TRIES if or_next else 1), 65536)):
        with ExitStack() as stack, suppress(OSError):
            _mark(stack, candidate)
            _probe(stack, family, (address[0], candidate, *address[2:]))
            kept = stack.pop_all()
            break
    else:
        raise CommandFailed(
            f"port {port} of {host} is taken or not allowed; choose another one by DAYBOOK_PORT"
        )
    with kept:
        yield candidate


def _probe(stack: ExitStack, family: int, address: tuple[object, ...]) -> None:
    """Fails when somebody listens there. SO_REUSEADDR: connections that ended a moment ago do not count."""
    bound = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(address)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


def _mark(stack: ExitStack, port: int) -> None:
    """Fails when another Daybook holds this mark. A name without a file, which goes when its process does."""
    if sys.platform == "linux":
        mark = stack.enter_context(socket.socket(socket.AF_UNIX))
        mark.bind(f"\0daybook-port-{port}")


def _resolve(host: str, port: int) -> tuple[int, tuple[object, ...]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise CommandFailed(f"DAYBOOK_HOST {host} is no address of this machine") from None
    return found[0][0], found[0][4]

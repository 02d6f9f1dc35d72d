"""A port for the web server that nobody else has, and that nobody else takes while it is ours."""

from __future__ import annotations

import socket

from daybook.operations.cli.failed import CommandFailed

TRIES = 50


def hold(host: str, port: int, *, or_next: bool) -> socket.socket:
    """Bind the port, or with `or_next` the next free one; keep the socket as long as the port is used.

    The web server's own sockets share the port (SO_REUSEPORT), so that it can start again beside an old one. A
    second Daybook could share it too, without noticing: binding first without that option shows who is there,
    and the bound socket keeps others away. It never listens. Raises CommandFailed.
    """
    family, address = _resolve(host, port)
    for candidate in range(port, port + (TRIES if or_next else 1)):
        held = socket.socket(family, socket.SOCK_STREAM)
        try:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind((address[0], candidate, *address[2:]))
        except OverflowError:
            break
        except OSError:
            held.close()
            continue
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        return held
    raise CommandFailed(f"port {port} of {host} is taken or not allowed; choose another one by DAYBOOK_PORT")


def _resolve(host: str, port: int) -> tuple[int, tuple[object, ...]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise CommandFailed(f"DAYBOOK_HOST {host} is no address of this machine") from None
    return found[0][0], found[0][4]

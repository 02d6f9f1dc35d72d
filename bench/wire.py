"""What is asked of the web server, as it goes over the wire: a scenario, and its requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.load import Work

CSRF = "daybookbenchdaybookbenchdaybook1"
OK = frozenset({200})
TRIVIAL = "trivial view, signed in"
ONCE = 500  # requests that a client is given for a second, of those that can be asked once: more than it gets done


@dataclass(frozen=True)
class Scenario:
    """`make(client, seconds)`: the work of a client by its number. `bar`: the least share of the rate of `against`.
    `answered(client, count)` is told how much of the work was done."""

    name: str
    make: Callable[[int, float], Work]
    against: str = ""
    bar: float = 0.0
    answered: Callable[[int, int], None] = lambda client, count: None


def get(path: str, session: str, *headers: str) -> bytes:
    return request("GET", path, cookies(session), *headers)


def form(path: str, session_cookies: str, body: str, *headers: str) -> bytes:
    """A form as htmx sends it."""
    return request("POST", path, session_cookies, "HX-Request: true", *headers, body=body)


def cookies(session: str) -> str:
    return f"__Host-session={session}; __Host-csrf={CSRF}"


def request(method: str, path: str, session_cookies: str, *headers: str, body: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {session_cookies}", *headers]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

"""What became of the mails: what the database says, beside what the mail server took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bench.house import House

MESSAGES = "SELECT message_id, state, attempts FROM messaging_message"
STAFF = "SELECT message_id, state, attempts FROM messaging_accountmail"
LEAVES_ONE = ("worker", "database", "a database connection", "mail server")
"""Whose death can leave one message of which nobody knows whether it arrived; the web server's cannot."""

Rows = dict[str, tuple[str, int]]


def wrong_letters(house: House, taken: Counter[str], killed: Counter[str]) -> Iterator[str]:
    """Everything that is not as it should be, in words."""
    messages, staff = _read(house, MESSAGES), _read(house, STAFF)
    known = messages | staff
    yield from (f"{each}: taken {count} times" for each, count in taken.items() if count > 1)
    yield from (f"{each}: taken, and nobody wrote it" for each in taken if each not in known)
    for message_id, (state, attempts) in known.items():
        if state == "sent" and not taken[message_id]:
            yield f"{message_id}: sent, and not taken"
        if state in ("queued", "cancelled", "failed") and taken[message_id]:
            yield f"{message_id}: {state}, and taken"
        if state == "unknown" and not attempts:
            yield f"{message_id}: unknown, and never tried"
        if state == "failed":
            yield f"{message_id}: failed, although nobody refused it"
    deaths = sum(killed[victim] for victim in LEAVES_ONE)
    if (unknown := states(messages)["unknown"]) > deaths:
        yield f"{unknown} messages are unknown after {deaths} deaths"


def states(rows: Rows) -> Counter[str]:
    return Counter(state for state, _attempts in rows.values())


def told(house: House) -> Counter[str]:
    """How many messages to patients are in which state."""
    return states(_read(house, MESSAGES))


def _read(house: House, query: str) -> Rows:
    with house.connect() as connection:
        return {row[0]: (row[1], row[2]) for row in connection.execute(query.encode())}

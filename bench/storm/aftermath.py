"""What the database holds after the storm, beside what the desks were told; by SQL that knows none of the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.house import House
from bench.storm.desk import State, Told

ROWS = """
SELECT id::text, status, practitioner_id::text,
    to_char(starts_at AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM-DD"T"HH24:MI'), version
FROM booking_appointment
"""
ENTRIES = "SELECT subject_id, count(*) FROM audit_entry WHERE subject_kind = %s GROUP BY 1"
TAKING = "NOT IN ('cancelled', 'no_show', 'expired')"
OVERLAPS = """
SELECT count(*) FROM booking_appointment a JOIN booking_appointment b
    ON a.clinic_id = b.clinic_id AND a.id < b.id AND a.{what}_id = b.{what}_id
    AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
WHERE a.status {taking} AND b.status {taking}
"""
# A mail that waits without a job never leaves; a job without its mail was queued by what never happened.
ORPHANS = {
    "mails that wait without a job": """
        SELECT count(*) FROM messaging_accountmail m WHERE state IN ('queued', 'sending') AND NOT EXISTS (
            SELECT FROM procrastinate_jobs WHERE task_name = 'messaging.send_account_mail'
                AND status IN ('todo', 'doing') AND (args->>'mail_id')::bigint = m.id)""",
    "jobs without their mail": """
        SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'messaging.send_account_mail' AND NOT EXISTS (
            SELECT FROM messaging_accountmail m WHERE m.id = (args->>'mail_id')::bigint)""",
    "mails without their invitation": """
        SELECT count(*) FROM messaging_accountmail m WHERE NOT EXISTS (
            SELECT FROM accounts_invitation i WHERE i.email = m."to")""",
    "holds": "SELECT count(*) FROM booking_appointment WHERE status = 'held'",
    "gaps in the chain of the trail": "SELECT coalesce(max(number), 0) - count(*) FROM audit_seal",
    "days counted for nothing": "SELECT count(*) FROM booking_dayversion WHERE number < 1",
}


def wrong(house: House, told: list[Told]) -> list[str]:
    """Everything that is not as it was told, in words; empty when all is well."""
    return [*_appointments(house, told), *_invitations(house, told), *_orphans(house)]


def _appointments(house: House, told: list[Told]) -> Iterator[str]:
    known = {row_id: states for each in told for row_id, states in each.rows.items()}
    refused = set().union(*(each.refused for each in told))
    found = {row[0]: row[1:] for row in _read(house, ROWS)}
    yield from (f"{row_id}: acknowledged, and lost" for row_id in known.keys() - found.keys())
    yield from (f"{row_id}: refused, and there" for row_id in refused & found.keys())
    yield from (f"{row_id}: nobody asked for it" for row_id in found.keys() - known.keys() - refused)
    bumps = 0
    for row_id, row in found.items():
        now = [state for state in known.get(row_id, ()) if _same(state, row)]
        bumps += sum(state.bumps for state in now)
        if row_id in known and not now:
            yield f"{row_id}: told {known[row_id]}, found {row}"
    entries = dict(_read(house, ENTRIES, "appointment"))
    if entries != {row_id: row[-1] for row_id, row in found.items()}:
        yield "the trail does not tell every step once"
    if house.number("SELECT coalesce(sum(number), 0) FROM booking_dayversion") != bumps:
        yield "a day's counter did not go on with each change"


def _same(state: State, row: tuple[Any, ...]) -> bool:
    return (state.status, state.practitioner, state.at, state.version) == row


def _invitations(house: House, told: list[Told]) -> Iterator[str]:
    known = {row_id: address for each in told for row_id, address in each.invited.items()}
    found = dict(_read(house, "SELECT id::text, email FROM accounts_invitation"))
    if found != known:
        yield "the invitations are not those that were acknowledged"
    entries = {found.get(row_id): count for row_id, count in _read(house, ENTRIES, "invitation")}
    mails = Counter(address for (address,) in _read(house, 'SELECT "to" FROM messaging_accountmail'))
    if entries != mails:
        yield "an invitation's mails and its entries in the trail are not as many"


def _orphans(house: House) -> Iterator[str]:
    queries = ORPHANS | {
        f"times that a {what} has twice": OVERLAPS.format(what=what, taking=TAKING)
        for what in ("practitioner", "room", "patient")
    }
    for name, query in queries.items():
        if count := house.number(query):
            yield f"{name}: {count}"


def _read(house: House, query: str, *values: str) -> list[Any]:
    with house.connect() as connection:
        return connection.execute(query.encode(), values or None).fetchall()

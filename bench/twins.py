"""A thousand clinics out of a few: each twin has the rows of one that was made, under other ids."""

from __future__ import annotations

from bench.copying import Filling, tell

# Twins of the clinics `base`, taken in turn.
_TWINS = """
CREATE TEMPORARY TABLE twin AS
WITH made AS (
    INSERT INTO tenancy_clinic (slug, state)
    SELECT 'twin-' || number, 'active' FROM generate_series(1, {count}) AS number
    RETURNING id, substr(slug, 6)::int AS number
)
SELECT id AS clinic_id, number, ('{{{base}}}'::bigint[])[1 + number % {bases}] AS base_id FROM made
"""
# The last 16 of an id's 62 random bits say whose it is, so that links within a twin stay links.
_OTHER = "overlay({column}::text placing lpad(to_hex(twin.number), 4, '0') from 33)::uuid"
_TABLES = """
SELECT t.oid::regclass::text, array_agg(c.attname::text ORDER BY c.attnum),
    array_agg(c.atttypid = 'uuid'::regtype ORDER BY c.attnum)
FROM pg_class t
JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE 'staging%'
GROUP BY t.oid HAVING bool_or(c.attname = 'clinic_id')
"""


def add_twins(filling: Filling, base: list[int], count: int) -> None:
    """`count` more clinics, each like one of `base`."""
    run = filling.connection.execute
    run("SET session_replication_role = replica")
    run(_TWINS.format(count=count, base=", ".join(map(str, base)), bases=len(base)).encode())
    for name, columns, are_ids in run(_TABLES.encode()).fetchall():
        values = [_value(column, is_id) for column, is_id in zip(columns, are_ids, strict=True)]
        names, table = ", ".join(f'"{column}"' for column in columns), filling.where(name)
        done = run(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"
            f" FROM {table} AS one JOIN twin ON twin.base_id = one.clinic_id".encode()
        )
        if done.rowcount:
            tell(f"{name}: {done.rowcount} rows of twins")


def _value(column: str, is_id: bool) -> str:
    if column == "clinic_id":
        return "twin.clinic_id"
    return _OTHER.format(column=f'one."{column}"') if is_id else f'one."{column}"'

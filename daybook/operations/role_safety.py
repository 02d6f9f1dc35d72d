"""Whether a database role may be the application's: row security binds neither owners nor superusers."""

from __future__ import annotations

from typing import Any

import psycopg

from daybook.lib.database_url import DatabaseUrl
from daybook.operations.schema import connected
from daybook.operations.unreachable import Unreachable

OLDEST = 150000

# One row for each thing the connected role must not have or be.
_UNSAFE = """
WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user),
owners AS (
    SELECT relowner AS oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION SELECT datdba FROM pg_database WHERE datname = current_database()
)
SELECT 'is a superuser' FROM me WHERE rolsuper
UNION ALL SELECT 'has BYPASSRLS, so that one clinic could see another' FROM me WHERE rolbypassrls
UNION ALL SELECT 'has CREATEROLE' FROM me WHERE rolcreaterole
UNION ALL SELECT 'owns the database or tables in it' FROM me WHERE oid IN (SELECT oid FROM owners)
UNION ALL SELECT 'may create in the schema public'
    FROM me WHERE NOT rolsuper AND has_schema_privilege('public', 'CREATE')
UNION ALL SELECT format('is a member of %I, which %s', other.rolname,
        CASE WHEN other.oid IN (SELECT oid FROM owners) THEN 'owns the tables' ELSE 'may do more than it should' END)
    FROM me, pg_roles AS other
    WHERE NOT me.rolsuper AND other.oid <> me.oid AND pg_has_role(me.oid, other.oid, 'MEMBER')
    AND (other.rolsuper OR other.rolbypassrls OR other.rolcreaterole OR other.oid IN (SELECT oid FROM owners)
         OR other.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'))
UNION ALL SELECT 'may TRUNCATE tables' FROM me WHERE NOT rolsuper AND EXISTS (
    SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND relowner <> me.oid AND has_table_privilege(pg_class.oid, 'TRUNCATE'))
"""


def problems(url: DatabaseUrl) -> list[str]:
    """What is wrong with the application's role, in words; empty when it is safe."""
    try:
        with connected(url) as connection:
            return _found(connection)
    except Unreachable as error:
        return [str(error)]


def _found(connection: psycopg.Connection[Any]) -> list[str]:
    if connection.info.server_version < OLDEST:
        return [f"PostgreSQL {connection.info.server_version // 10000} is too old: 15 or later is needed"]
    return [f"the role {connection.info.user} {row[0]}" for row in connection.execute(_UNSAFE).fetchall()]

"""The two database roles, as SQL for psql: the owner of the tables, and the application, which owns nothing.

The same text makes the roles of the embedded PostgreSQL and is printed by `daybook check --roles-sql` for
one's own PostgreSQL 15 or later. It may be run again: it changes what exists into what is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass

# Seconds. A page that waits longer than this has failed; jobs that need more say so in their transaction.
APP_TIMEOUTS = {
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "60s",
}


@dataclass(frozen=True)
class Login:
    """A role's name and password."""

    name: str
    password: str


def roles_sql(database: str, owner: Login, app: Login) -> str:
    """SQL for psql, connected as a superuser: both roles, the database, and who may do what in it."""
    name, owner_name, app_name = (identifier(text) for text in (database, owner.name, app.name))
    return "\n".join(
        [
            *_role(owner),
            *_role(app),
            *(f"ALTER ROLE {app_name} SET {key} = {literal(value)};" for key, value in APP_TIMEOUTS.items()),
            f"ALTER ROLE {app_name} SET timezone = 'UTC';",
            f"ALTER ROLE {owner_name} SET timezone = 'UTC';",
            # CREATE DATABASE cannot stand in a block: psql runs the text that the query gives.
            "SELECT " + literal(_create_database(name, owner_name)),
            f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {literal(database)}) \\gexec",
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;",
            f"GRANT CONNECT ON DATABASE {name} TO {app_name};",
            f"\\connect {name}",
            f"ALTER SCHEMA public OWNER TO {owner_name};",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
            f"REVOKE CREATE ON SCHEMA public FROM {app_name};",
            f"GRANT USAGE ON SCHEMA public TO {app_name};",
            "",
        ]
    )


def _create_database(name: str, owner_name: str) -> str:
    # Byte order is the same on every machine; what people read is sorted by the application.
    return (
        f"CREATE DATABASE {name} OWNER {owner_name} TEMPLATE template0"
        " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    )


def _role(login: Login) -> list[str]:
    name = identifier(login.name)
    return [
        f"SELECT {literal(f'CREATE ROLE {name}')}",
        f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal(login.name)}) \\gexec",
        f"ALTER ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
        f" PASSWORD {literal(login.password)};",
    ]


def identifier(text: str) -> str:
    """A name as PostgreSQL reads it whatever is in it."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text constant (standard_conforming_strings is on, so only quotes matter)."""
    return "'" + text.replace("'", "''") + "'"

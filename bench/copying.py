"""Rows by COPY, as the superuser: fast, and in the order in which a real clinic would have written them."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from random import Random
from typing import Any

import psycopg
from django.db.models import Model

Row = tuple[Any, ...]


class Table:
    """A model's table: a row is its defaults and what is given besides, so that a new column needs no change here."""

    def __init__(self, model: type[Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self._place = {field.attname: number for number, field in enumerate(fields)}
        # A default that is made for each row (an id, the clinic, a moment) is given with the row.
        self._defaults = [
            None
            if field.primary_key or (field.has_default() and callable(field.default))
            else _plain(field.get_default())
            for field in fields
        ]

    def row(self, **values: Any) -> Row:
        made = list(self._defaults)
        for name, value in values.items():
            made[self._place[name]] = value
        return tuple(made)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def id_at(at: datetime, chance: Random) -> uuid.UUID:
    """A UUIDv7 as it would have been made at that moment."""
    ms = int(at.timestamp() * 1000)
    return uuid.UUID(
        int=ms << 80 | 0x7 << 76 | chance.getrandbits(12) << 64 | 0b10 << 62 | chance.getrandbits(62)
    )


@contextmanager
def hurried(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """The server does not wait for the disk meanwhile: what is being filled can be filled again."""
    hurry = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "8GB", "checkpoint_timeout": "1h"}
    for name, value in hurry.items():
        connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
    connection.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")


def tell(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


class Filling:
    """Staging tables that take rows clinic by clinic; `finish` writes them into the real ones by id, which is by the
    moment they were made: the rows of a thousand clinics then lie among each other, as they do in production."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._staged: dict[str, str] = {}

    @property
    def connection(self) -> psycopg.Connection[Any]:
        return self._connection

    def where(self, name: str) -> str:
        """The table in which the rows of a table are for now."""
        return self._staged.get(name, name)

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        staging = self._staged.get(table.name) or self._stage(table)
        columns = ", ".join(f'"{column}"' for column in table.columns)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {staging} ({columns}) FROM STDIN".encode()) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        # Foreign keys are right by the way the rows were made; row security does not bind the superuser.
        self._run("SET session_replication_role = replica; SET allow_system_table_mods = on")
        self._run("SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'")
        for name, staging in self._staged.items():
            # Nothing is indexed row by row: VACUUM FULL makes every index at once, and looks for no overlaps, which
            # would take most of the time. There are none, by the way the rows were made.
            self._ready(name, "false")
            self._run(f"INSERT INTO {name} SELECT * FROM {staging} ORDER BY id")
            self._ready(name, "true")
            self._run(f"DROP TABLE {staging}")
            tell(f"{name}: rows are in")
            self._run(f"VACUUM (FULL) {name}")
            tell(f"{name}: indexes are made")
        self._run("VACUUM (FREEZE, ANALYZE)")

    def _ready(self, name: str, ready: str) -> None:
        self._run(f"UPDATE pg_index SET indisready = {ready} WHERE indrelid = '{name}'::regclass")

    def _stage(self, table: Table) -> str:
        staging = f"staging_{table.name}"
        self._run(f"DROP TABLE IF EXISTS {staging}")
        self._run(f"CREATE UNLOGGED TABLE {staging} (LIKE {table.name} INCLUDING DEFAULTS)")
        self._staged[table.name] = staging
        return staging

    def _run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

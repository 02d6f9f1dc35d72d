"""Rows by COPY, as the superuser: fast, and in the order in which a real clinic would have written them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
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


class Filling:
    """Staging tables that take rows clinic by clinic; `finish` writes them into the real ones by id, which is by the
    moment they were made: the rows of a thousand clinics then lie among each other, as they do in production."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._staged: dict[str, str] = {}

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
        self._run("SET session_replication_role = replica")
        for name, staging in self._staged.items():
            with self._without_indexes(name):
                self._run(f"INSERT INTO {name} SELECT * FROM {staging} ORDER BY id")
            self._run(f"DROP TABLE {staging}")
        self._run("RESET session_replication_role")
        self._run("VACUUM (FREEZE, ANALYZE)")

    def _stage(self, table: Table) -> str:
        staging = f"staging_{table.name}"
        self._run(f"DROP TABLE IF EXISTS {staging}")
        self._run(f"CREATE UNLOGGED TABLE {staging} (LIKE {table.name} INCLUDING DEFAULTS)")
        self._staged[table.name] = staging
        return staging

    @contextmanager
    def _without_indexes(self, name: str) -> Iterator[None]:
        """Exclusion constraints and plain indexes are made again at the end: many times faster than row by row."""
        constraints = self._rows(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('x', 'u')",
            name,
        )
        indexes = self._rows(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('x', 'u', 'p')"
            " WHERE i.indrelid = %s::regclass AND c.oid IS NULL",
            name,
        )
        for constraint, _ in constraints:
            self._run(f'ALTER TABLE {name} DROP CONSTRAINT "{constraint}"')
        for index, _ in indexes:
            self._run(f"DROP INDEX {index}")
        yield
        for _, definition in indexes:
            self._run(definition)
        for constraint, definition in constraints:
            self._run(f'ALTER TABLE {name} ADD CONSTRAINT "{constraint}" {definition}')

    def _rows(self, query: str, name: str) -> list[tuple[str, str]]:
        return self._connection.execute(query.encode(), [name]).fetchall()

    def _run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

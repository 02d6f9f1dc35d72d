"""Writes that Django's ORM has no words for, or more of them than are needed."""

from functools import cache
from typing import Any

from django.db import connection, models


def insert_unless_conflict(row: models.Model) -> bool:
    """INSERT ... ON CONFLICT DO NOTHING of one row, against every constraint of its table, exclusion included.

    True when the row is in. False when something was there first: the same id, or what a constraint forbids beside
    it. The statement waits for a rival that has not committed yet, raises nothing, and so cannot deadlock as a plain
    INSERT against an exclusion constraint does.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_into(type(row))} ON CONFLICT DO NOTHING RETURNING id", _values(row))
        inserted = cursor.fetchone() is not None
    if inserted:
        _is_there(row)
    return inserted


def insert(row: models.Model) -> None:
    """INSERT of one new row whose id nobody else has, in one statement and without a savepoint."""
    with connection.cursor() as cursor:
        cursor.execute(_into(type(row)), _values(row))
    _is_there(row)


@cache
def _into(model: type[models.Model]) -> str:
    fields, quote = model._meta.concrete_fields, connection.ops.quote_name
    columns = ", ".join(quote(field.attname) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names, no values


def _values(row: models.Model) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for field in row._meta.concrete_fields
    ]


def _is_there(row: models.Model) -> None:
    row._state.adding = False
    row._state.db = connection.alias

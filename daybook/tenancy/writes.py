"""Writes that Django's ORM has no words for."""

from django.db import connection, models


def insert_unless_conflict(row: models.Model) -> bool:
    """INSERT ... ON CONFLICT DO NOTHING of one row, against every constraint of its table, exclusion included.

    True when the row is in. False when something was there first: the same id, or what a constraint forbids beside
    it. The statement waits for a rival that has not committed yet, raises nothing, and so cannot deadlock as a plain
    INSERT against an exclusion constraint does.
    """
    fields = row._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.attname) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(row._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names, no values
            " ON CONFLICT DO NOTHING RETURNING id",
            values,
        )
        inserted = cursor.fetchone() is not None
    if inserted:
        row._state.adding = False
        row._state.db = connection.alias
    return inserted

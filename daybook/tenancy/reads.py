"""SELECTs by hand, for what is asked all day long: several things in one answer, without the ORM's own time.

The second wall is theirs to keep: they compare `clinic_id` of every clinic-owned table they name with %(clinic)s, which
is the scope's. tests/walls/test_wall_code.py lists the files that have any and tries each with the first wall down.
"""

from typing import Any

from django.db import connection
from django.db.models import Model

from daybook.tenancy.scope import current_clinic_id


def read(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a SELECT with named places; `clinic` is given. Raises NoClinic outside a scope."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "clinic": current_clinic_id()})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class Joined:
    """A SELECT that answers with whole rows of several tables at once.

    `sql` begins with FROM and gives each model its alias; a row that a LEFT JOIN did not find is None.
    """

    def __init__(self, sql: str, **models: type[Model]) -> None:
        fields = {alias: list(model._meta.concrete_fields) for alias, model in models.items()}
        columns = [f'{alias}."{field.column}"' for alias, each in fields.items() for field in each]
        self._sql = f"SELECT {', '.join(columns)} {sql}"
        self._parts: list[tuple[type[Model], list[str], int]] = []
        for alias, model in models.items():
            names = [field.attname for field in fields[alias]]
            self._parts.append((model, names, names.index(model._meta.pk.attname)))

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """One tuple a row, of model instances in the order of the models."""
        return [self._loaded(row) for row in read(self._sql, **values)]

    def _loaded(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        found, start = [], 0
        for model, names, key in self._parts:
            values = row[start : start + len(names)]
            start += len(names)
            found.append(None if values[key] is None else model.from_db(connection.alias, names, values))
        return tuple(found)

"""The database backend: three small changes to Django's own.

`features`: a clinic-owned table's primary key is (clinic_id, id) while Django believes `id` alone, so grouping by
"the primary key" would name half of it and PostgreSQL would refuse the query.
`compiler_module`: multi-row inserts are VALUES lists, which also run on Citus, instead of INSERT ... SELECT UNNEST.
`SchemaEditorClass`: makes keys and policies of clinic-owned tables (see `schema.py`).
"""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations

from daybook.tenancy.postgresql.schema import WallSchemaEditor


class DatabaseFeatures(PostgresFeatures):
    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        return not getattr(model, "clinic_owned", False)


class DatabaseOperations(PostgresOperations):
    compiler_module = "django.db.models.sql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    SchemaEditorClass = WallSchemaEditor

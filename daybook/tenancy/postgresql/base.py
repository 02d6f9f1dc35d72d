"""The database backend: small changes to Django's own.

`features`: a clinic-owned table's primary key is (clinic_id, id) while Django believes `id` alone, so grouping by
"the primary key" would name half of it and PostgreSQL would refuse the query.
`compiler_module`: multi-row inserts are VALUES lists, which also run on Citus, instead of INSERT ... SELECT UNNEST.
`SchemaEditorClass`: makes keys and policies of clinic-owned tables (see `schema.py`).
`get_connection_params`: moments are read fast (see `moments.py`).
`get_new_connection`: a connection of the pool that died with its server is replaced, not handed to a request.
`set_local`: what opens a clinic's scope, in as few messages to the server as it can be.
"""

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.utils import debug_transaction
from psycopg.adapt import AdaptersMap

from daybook.tenancy.postgresql.moments import MomentLoader
from daybook.tenancy.postgresql.schema import WallSchemaEditor


def hung_up(connection: Any) -> bool:
    """Whether the server has closed an idle connection: then there is something to read, if only the end.

    Asks this machine's kernel alone; Django's health check asks the server, which is a round trip for each request.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))


class DatabaseFeatures(PostgresFeatures):
    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        return not getattr(model, "clinic_owned", False)


class DatabaseOperations(PostgresOperations):
    compiler_module = "django.db.models.sql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    SchemaEditorClass = WallSchemaEditor

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params["context"] = context = AdaptersMap(params["context"])  # Django's is shared
        context.register_loader("timestamptz", MomentLoader)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and hung_up(connection):
            connection.close()
            self.pool.putconn(connection)  # which makes another one for it
            connection = super().get_new_connection(conn_params)
        return connection

    def set_local(self, name: str, value: str, *, begin: bool) -> None:
        """SET LOCAL of a literal. `begin`: as the first statement of an `atomic` block, in one message with its BEGIN.

        Never prepared: the text is another one for each clinic.
        """
        statement = f"SET LOCAL {name} = '{value}'"
        if begin:
            # Out of autocommit psycopg would send a BEGIN of its own first, and wait for its answer.
            self.connection.autocommit = True
            statement = f"BEGIN; {statement}"
        with debug_transaction(self, statement), self.wrap_database_errors:
            self.connection.execute(statement, prepare=False)

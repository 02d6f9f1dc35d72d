"""The schema editor that puts the first wall around every clinic-owned table as the table is created.

A model is clinic-owned when it has the `clinic` key (`daybook.tenancy.fields.ClinicKey`). Its table gets

- PRIMARY KEY (clinic_id, id),
- a composite foreign key (clinic_id, x_id) -> (clinic_id, id) for every `ClinicFK`, never deferrable,
- row-level security, enabled and forced, with one policy text.

Row-level security alone does not guard foreign keys: with a plain key one clinic could point at another's row.
Nobody has to remember any of it, and `tests/walls/test_catalogue.py` fails for a table that lacks a part.
"""

from typing import Any

from django.db import models
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from daybook.tenancy.fields import ClinicFK, ClinicKey, SharedFK

POLICY = "clinic_id = nullif(current_setting('app.clinic_id', true), '')::bigint"


class WallSchemaEditor(DatabaseSchemaEditor):
    def create_model(self, model: type[models.Model]) -> None:
        super().create_model(model)
        fields = model._meta.local_fields
        if any(isinstance(field, ClinicKey) for field in fields):
            self._build_wall(model)
        for field in fields:
            self._link(model, field)

    def add_field(self, model: type[models.Model], field: Any) -> None:
        super().add_field(model, field)
        self._link(model, field)

    def _build_wall(self, model: type[models.Model]) -> None:
        table = model._meta.db_table
        for statement in (
            "ALTER TABLE {t} DROP CONSTRAINT {pkey}",
            "ALTER TABLE {t} ADD CONSTRAINT {pkey} PRIMARY KEY (clinic_id, id)",
            "ALTER TABLE {t} ADD CONSTRAINT {clinic} FOREIGN KEY (clinic_id) REFERENCES tenancy_clinic (id)",
            "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE {t} FORCE ROW LEVEL SECURITY",
            "CREATE POLICY clinic_wall ON {t} USING ({policy}) WITH CHECK ({policy})",
        ):
            self.execute(
                statement.format(
                    t=self.quote_name(table),
                    pkey=self.quote_name(f"{table}_pkey"),
                    clinic=self.quote_name(f"{table}_clinic_fk"),
                    policy=POLICY,
                )
            )

    def _link(self, model: type[models.Model], field: Any) -> None:
        if isinstance(field, ClinicFK):
            pair, target_pair = f"(clinic_id, {self.quote_name(field.column)})", "(clinic_id, id)"
            self._add_key(model, field, pair, target_pair)
            if field.indexed:
                name = self.quote_name(f"{model._meta.db_table}_{field.column}_ix")
                self.execute(f"CREATE INDEX {name} ON {self.quote_name(model._meta.db_table)} {pair}")
        elif isinstance(field, SharedFK):
            self._add_key(model, field, f"({self.quote_name(field.column)})", "(id)")

    def _add_key(self, model: type[models.Model], field: Any, pair: str, target_pair: str) -> None:
        table, target = model._meta.db_table, field.related_model._meta.db_table
        name = self.quote_name(f"{table}_{field.column}_fk")
        on_delete = " ON DELETE CASCADE" if getattr(field, "cascade", False) else ""
        self.execute(
            f"ALTER TABLE {self.quote_name(table)} ADD CONSTRAINT {name} FOREIGN KEY {pair} "
            f"REFERENCES {self.quote_name(target)} {target_pair}{on_delete}"
        )

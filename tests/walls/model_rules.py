"""What a model must have for the second wall, and that what it says of its links is what the database has."""

from typing import Any

import psycopg
from django.db import models

from daybook.lib.ids import uuid7
from daybook.tenancy.fields import ClinicFK, ClinicKey, SharedFK
from daybook.tenancy.models import ClinicManager, ClinicOwned

# A person's own memberships, at all their clinics; the first wall has the same exception.
NAMED_EXCEPTIONS = {"accounts.Membership.own"}


def model_faults(model: type[models.Model], connection: psycopg.Connection[Any]) -> list[str]:
    """What is wrong, in words; empty when nothing is."""
    if issubclass(model, ClinicOwned):
        return [*_managers(model), *_id(model), *_links(model, connection)]
    label = model._meta.label
    if any(field.name == "clinic" or field.attname == "clinic_id" for field in model._meta.concrete_fields):
        return [f"{label} has a clinic and is not ClinicOwned"]
    return [
        f"{label}.{field.name} points from a shared row at a clinic's"
        for field in _relations(model)
        if issubclass(field.related_model, ClinicOwned)
    ]


def _managers(model: type[models.Model]) -> list[str]:
    meta, label = model._meta, model._meta.label
    found = []
    if meta.base_manager_name != "objects" or meta.default_manager_name != "objects":
        found.append(f"{label}: base_manager_name or default_manager_name is not objects")
    managers = {**meta.managers_map, "_base_manager": model._base_manager}
    for name, manager in managers.items():
        if not isinstance(manager, ClinicManager) and f"{label}.{name}" not in NAMED_EXCEPTIONS:
            found.append(f"{label}.{name} does not stay inside the clinic")
    return found


def _id(model: type[models.Model]) -> list[str]:
    pk = model._meta.pk
    if isinstance(pk, models.UUIDField) and pk.name == "id" and pk.default is uuid7:
        return []
    return [f"{model._meta.label}: its id is not a UUIDv7 of ours"]


def _links(model: type[models.Model], connection: psycopg.Connection[Any]) -> list[str]:
    found = []
    for field in _relations(model):
        name = f"{model._meta.label}.{field.name}"
        if not isinstance(field, ClinicKey | ClinicFK | SharedFK):
            found.append(f"{name} is a {type(field).__name__}, not a ClinicFK or SharedFK")
        elif isinstance(field, ClinicFK) != issubclass(field.related_model, ClinicOwned):
            found.append(f"{name} is the wrong kind of key for what it points at")
        elif not _has_key(connection, field):
            found.append(f"{name} has no key in the database")
    return found


def _has_key(connection: psycopg.Connection[Any], field: Any) -> bool:
    """A constraint to the right table over this column, which deletes with its parent if the field says so."""
    query = """
        SELECT count(*) FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[cardinality(conkey)]
        WHERE contype = 'f' AND conrelid = to_regclass(%s) AND confrelid = to_regclass(%s) AND attname = %s
            AND (confdeltype = 'c') = %s
    """
    table, target = field.model._meta.db_table, field.related_model._meta.db_table
    cascade = bool(getattr(field, "cascade", False))
    row = connection.execute(query, [table, target, field.column, cascade]).fetchone()
    return row == (1,)


def _relations(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and not field.auto_created
    ]

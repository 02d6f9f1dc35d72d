"""The second wall alone, by every way the ORM has of reaching from one row to another.

With row security off, a second clinic gets a copy of everything that ours has: the same ids and links, other words.
Only the clinic tells the two apart. Whatever is asked in our scope, the answer must be what it was without the copy.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast

from daybook.accounts.models import User
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic, ClinicOwned
from daybook.tenancy.scope import clinic_scope
from tests import database
from tests.walls.two_clinics import Sides, owned_models

MODELS = owned_models()
SHARED = [m for m in apps.get_models() if not issubclass(m, ClinicOwned) and m is not Clinic]
DEEP = {Patient, User}  # from where relations of relations are followed, too
STRANGE = "Strange"  # what the copy's words begin with


def fields_of(model: type[models.Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


def words_of(model: type[models.Model]) -> list[str]:
    """Columns of free words; the copy has others."""
    return [
        field.name
        for field in fields_of(model)
        if isinstance(field, models.TextField | models.CharField) and not field.choices
    ]


def links_of(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """Every relation, forward and back, as a word for a query, and where it leads."""
    return [
        (field.name, field.related_model)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and field.related_model is not Clinic
    ]


def paths_of(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """Relations, and relations of relations, that end at a clinic's rows or begin there."""
    first = links_of(model)
    second = [(f"{name}__{more}", end) for name, to in first for more, end in links_of(to) if model in DEEP]
    return [
        (path, end)
        for path, end in first + second
        if issubclass(end, ClinicOwned) or issubclass(model, ClinicOwned)
    ]


REACHES = [(model, path, end) for model in [*MODELS, *SHARED] for path, end in paths_of(model)]
Question = Callable[[Any, str, Any], Any]


def rows(queryset: Any) -> list[Any]:
    return sorted((tuple(row) for row in queryset), key=repr)


def _word(end: type[models.Model]) -> str:
    return next(iter(words_of(end)), end._meta.pk.name)


QUESTIONS: dict[str, Question] = {
    "filter": lambda m, p, e: rows(m.filter(**{f"{p}__isnull": False}).values_list("pk")),
    "filter none": lambda m, p, e: rows(m.filter(**{f"{p}__isnull": True}).values_list("pk")),
    "exclude": lambda m, p, e: rows(m.exclude(**{f"{p}__isnull": False}).values_list("pk")),
    "exclude none": lambda m, p, e: rows(m.exclude(**{f"{p}__isnull": True}).values_list("pk")),
    "negated Q": lambda m, p, e: rows(m.filter(~Q(**{f"{p}__pk__isnull": True})).values_list("pk")),
    "its words": lambda m, p, e: rows(
        m.filter(**{f"{p}__{_word(e)}__startswith": STRANGE}).values_list("pk")
    ),
    "not its words": lambda m, p, e: rows(
        m.exclude(**{f"{p}__{_word(e)}__startswith": STRANGE}).values_list("pk")
    ),
    "values": lambda m, p, e: rows(m.values_list("pk", f"{p}__{_word(e)}")),
    "count": lambda m, p, e: rows(m.annotate(n=Count(p)).values_list("pk", "n")),
    "filtered count": lambda m, p, e: rows(
        m.annotate(n=Count(p, filter=Q(**{f"{p}__pk__isnull": False}))).values_list("pk", "n")
    ),
    "aggregate": lambda m, p, e: m.aggregate(n=Count(p), last=Max(Cast(f"{p}__{_word(e)}", TextField()))),
    "order": lambda m, p, e: [row.pk for row in m.order_by(f"{p}__{_word(e)}", "pk")],
    "distinct": lambda m, p, e: m.filter(**{f"{p}__isnull": False}).distinct().count(),
    "in": lambda m, p, e: rows(m.filter(**{f"{p}__in": e._default_manager.all()}).values_list("pk")),
    "not in": lambda m, p, e: rows(m.exclude(**{f"{p}__in": e._default_manager.all()}).values_list("pk")),
    "subquery": lambda m, p, e: rows(
        m.filter(pk__in=m.filter(**{f"{p}__isnull": False}).values("pk")).values_list("pk")
    ),
    "exists": lambda m, p, e: rows(
        m.filter(
            Exists(m.filter(**{"pk": OuterRef("pk"), f"{p}__{_word(e)}__startswith": STRANGE}))
        ).values_list("pk")
    ),
    "subquery's value": lambda m, p, e: rows(
        m.annotate(
            x=Subquery(m.filter(pk=OuterRef("pk")).order_by(f"{p}__{_word(e)}").values(f"{p}__pk")[:1])
        ).values_list("pk", "x")
    ),
    "expression": lambda m, p, e: rows(m.annotate(x=F(f"{p}__{_word(e)}")).values_list("pk", "x")),
    "union": lambda m, p, e: rows(
        m.filter(**{f"{p}__isnull": False})
        .annotate(x=Cast("pk", TextField()))
        .values_list("x")
        .union(m.annotate(x=Cast(f"{p}__pk", TextField())).values_list("x"))
    ),
    "named join": lambda m, p, e: rows(
        m.annotate(j=FilteredRelation(p.split("__")[0])).values_list("pk", "j__pk")
    ),
}


def loaded(model: Any, path: str) -> list[Any]:
    """What `prefetch_related` and, where it can, `select_related` bring."""
    found = []
    accessor = "__".join(_accessors(model, path))
    for row in model._default_manager.prefetch_related(accessor).order_by("pk"):
        found.append((row.pk, [_seen(each) for each in _follow([row], accessor)]))
    return found


def _accessors(model: Any, path: str) -> Iterator[str]:
    for part in path.split("__"):
        field = model._meta.get_field(part)
        yield field.name if field.concrete else field.get_accessor_name()
        model = field.related_model


def _follow(found: list[Any], accessor: str) -> list[Any]:
    for part in accessor.split("__"):
        following = []
        for row in found:
            there = getattr(row, part, None)
            following += [] if there is None else list(there.all()) if hasattr(there, "all") else [there]
        found = following
    return found


def _seen(row: Any) -> tuple[Any, ...]:
    return (row.pk, getattr(row, "clinic_id", None), getattr(row, _word(type(row)), None))


def answers(model: Any, path: str, end: Any) -> dict[str, Any]:
    found = {name: ask(model._default_manager.all(), path, end) for name, ask in QUESTIONS.items()}
    return found | {"prefetch": loaded(model, path)}


@pytest.fixture(scope="module")
def without(sides: Sides) -> dict[Any, dict[str, Any]]:
    """The answers while only ours has these ids."""
    with clinic_scope(sides.ours.clinic):
        return {(model, path): answers(model, path, end) for model, path, end in REACHES}


@pytest.fixture(scope="module")
def copied(sides: Sides, without: dict[Any, dict[str, Any]]) -> Iterator[Sides]:
    """The copy is there, and the first wall is not."""
    with database.superuser_connection() as raw:
        raw.execute("SET session_replication_role = replica")
        new = Clinic.objects.create(slug="copied")
        for model in MODELS:
            table, columns = model._meta.db_table, [f.column for f in fields_of(model) if f.name != "clinic"]
            listed = ", ".join(f'"{column}"' for column in columns)
            raw.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY".encode())
            raw.execute(
                f"INSERT INTO {table} (clinic_id, {listed}) SELECT {new.id}, {listed}"
                f" FROM {table} WHERE clinic_id = %s".encode(),
                [sides.ours.clinic.id],
            )
            for name in words_of(model):
                field: Any = model._meta.get_field(name)
                longest = field.max_length or 100
                raw.execute(
                    f'UPDATE {table} SET "{name}" = left(%s || "{name}", {longest})'
                    f" WHERE clinic_id = {new.id}".encode(),
                    [STRANGE],
                )
    yield sides
    with database.superuser_connection() as raw:
        raw.execute("SET session_replication_role = replica")
        for model in MODELS:
            raw.execute(f"DELETE FROM {model._meta.db_table} WHERE clinic_id = %s".encode(), [new.id])
            raw.execute(f"ALTER TABLE {model._meta.db_table} ENABLE ROW LEVEL SECURITY".encode())
    new.delete()


@pytest.mark.parametrize(("model", "path", "end"), REACHES, ids=lambda each: getattr(each, "__name__", each))
def test_a_copy_with_the_same_ids_changes_no_answer(
    copied: Sides, without: dict[Any, dict[str, Any]], model: Any, path: str, end: Any
) -> None:
    with clinic_scope(copied.ours.clinic):
        found = answers(model, path, end)
    before = without[model, path]
    assert {name for name, answer in found.items() if answer != before[name]} == set()


def test_the_copy_is_there_and_the_first_wall_is_not(copied: Sides) -> None:
    with connection.cursor() as cursor:
        for model in MODELS:
            cursor.execute(f"SELECT count(DISTINCT clinic_id) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (3,), model

"""The catalogue of the database, and every model, say that both walls stand; and a table that lacks a part is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.utils import ConnectionHandler

from daybook.clinics.models import Branch
from daybook.lib.ids import uuid7
from daybook.tenancy.fields import ClinicFK, ClinicKey, SharedFK
from daybook.tenancy.models import Clinic, ClinicOwned
from tests import database
from tests.walls import catalogue
from tests.walls.model_rules import model_faults


@pytest.fixture(scope="module")
def connected(django_db_setup: None) -> Iterator[dict[str, psycopg.Connection[Any]]]:
    with database.owner_connection() as owner, database.superuser_connection() as superuser:
        yield {"owner": owner, "superuser": superuser}


@pytest.fixture
def owner(connected: dict[str, psycopg.Connection[Any]]) -> Iterator[psycopg.Connection[Any]]:
    """The owner in a transaction that is never committed."""
    with connected["owner"].transaction(force_rollback=True):
        yield connected["owner"]


@pytest.fixture
def superuser(connected: dict[str, psycopg.Connection[Any]]) -> Iterator[psycopg.Connection[Any]]:
    with connected["superuser"].transaction(force_rollback=True):
        yield connected["superuser"]


def execute(connection: psycopg.Connection[Any], statement: str) -> None:
    connection.execute(statement.encode())


def test_every_table_has_the_wall_but_for_two_named_exceptions(owner: psycopg.Connection[Any]) -> None:
    assert catalogue.faults(owner) == catalogue.NAMED_EXCEPTIONS


def test_what_is_named_as_shared_is_there(owner: psycopg.Connection[Any]) -> None:
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)"
    row = owner.execute(query, [sorted(catalogue.SHARED)]).fetchone()
    assert row == (len(catalogue.SHARED),)


def test_models_and_database_know_the_same_clinic_owned_tables(owner: psycopg.Connection[Any]) -> None:
    by_models = {model._meta.db_table for model in apps.get_models() if issubclass(model, ClinicOwned)}
    assert catalogue.owned_tables(owner) == by_models


def test_every_model_has_the_second_wall(owner: psycopg.Connection[Any]) -> None:
    assert [fault for model in apps.get_models() for fault in model_faults(model, owner)] == []


# A table without a fault. Each case below takes one part away or adds one thing too many.
GOOD = f"""
CREATE TABLE thing (
    clinic_id bigint NOT NULL, id uuid NOT NULL, patient_id uuid, number integer NOT NULL, during tstzrange,
    CONSTRAINT thing_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT thing_once UNIQUE (clinic_id, number),
    CONSTRAINT thing_clinic_fk FOREIGN KEY (clinic_id) REFERENCES tenancy_clinic (id),
    CONSTRAINT thing_patient_fk FOREIGN KEY (clinic_id, patient_id) REFERENCES patients_patient (clinic_id, id)
);
CREATE INDEX thing_ix ON thing (clinic_id, patient_id);
ALTER TABLE thing ENABLE ROW LEVEL SECURITY;
ALTER TABLE thing FORCE ROW LEVEL SECURITY;
CREATE POLICY clinic_wall ON thing USING {catalogue.WALL} WITH CHECK {catalogue.WALL};
GRANT SELECT, INSERT, UPDATE, DELETE ON thing TO daybook_app;
"""

KEY = (
    "ALTER TABLE thing DROP CONSTRAINT thing_patient_fk, ADD CONSTRAINT thing_patient_fk"
    " FOREIGN KEY (clinic_id, patient_id) REFERENCES patients_patient (clinic_id, id)"
)
KEYS = "SELECT conname, confdeltype FROM pg_constraint WHERE contype = 'f' AND conrelid = to_regclass(%s)"
POLICY = "DROP POLICY clinic_wall ON thing; CREATE POLICY clinic_wall ON thing"

LACKING = {
    "no NOT NULL": (
        "ALTER TABLE thing DROP CONSTRAINT thing_pkey, ALTER clinic_id DROP NOT NULL",
        "clinic_id is not bigint NOT NULL without a default",
    ),
    "an int clinic_id": (
        "ALTER TABLE thing DROP CONSTRAINT thing_patient_fk; DROP POLICY clinic_wall ON thing;"
        "ALTER TABLE thing ALTER clinic_id TYPE integer",
        "clinic_id is not bigint NOT NULL without a default",
    ),
    "a default clinic": (
        "ALTER TABLE thing ALTER clinic_id SET DEFAULT 1",
        "clinic_id is not bigint NOT NULL without a default",
    ),
    "a bigint id": ("ALTER TABLE thing ALTER id TYPE bigint USING 1", "id is not uuid NOT NULL"),
    "id alone as primary key": (
        "ALTER TABLE thing DROP CONSTRAINT thing_pkey, ADD PRIMARY KEY (id)",
        "the primary key is not (clinic_id, id)",
    ),
    "no clinic behind clinic_id": (
        "ALTER TABLE thing DROP CONSTRAINT thing_clinic_fk",
        "clinic_id is no key of tenancy_clinic",
    ),
    "no row security": ("ALTER TABLE thing DISABLE ROW LEVEL SECURITY", "row security is not enabled"),
    "an owner outside the wall": (
        "ALTER TABLE thing NO FORCE ROW LEVEL SECURITY",
        "row security is not forced",
    ),
    "no policy": ("DROP POLICY clinic_wall ON thing", "the wall's policy is missing"),
    "USING (true)": (
        f"{POLICY} USING (true) WITH CHECK {catalogue.WALL}",
        "the wall's policy is missing",
    ),
    "no WITH CHECK": (f"{POLICY} USING {catalogue.WALL}", "the wall's policy is missing"),
    "a policy for SELECT": (f"{POLICY} FOR SELECT USING {catalogue.WALL}", "the wall's policy is missing"),
    "a policy for one role": (
        f"{POLICY} TO daybook_owner USING {catalogue.WALL} WITH CHECK {catalogue.WALL}",
        "the wall's policy is missing",
    ),
    "a restrictive policy alone": (
        f"{POLICY} AS RESTRICTIVE USING {catalogue.WALL} WITH CHECK {catalogue.WALL}",
        "the wall's policy is missing",
    ),
    "a second policy that widens": (
        "CREATE POLICY more ON thing FOR SELECT USING (number > 0)",
        "another policy: more r (number > 0) none",
    ),
    "UNIQUE through all clinics": (
        "ALTER TABLE thing ADD CONSTRAINT thing_number UNIQUE (number, clinic_id)",
        "the index thing_number does not begin with clinic_id",
    ),
    "a unique index": (
        "CREATE UNIQUE INDEX thing_number ON thing (number) WHERE number > 5",
        "the index thing_number does not begin with clinic_id",
    ),
    "an index": ("CREATE INDEX thing_number ON thing (number)", "the index thing_number does not begin with"),
    "an index over an expression": (
        "CREATE INDEX thing_number ON thing ((clinic_id + 0), number)",
        "the index thing_number does not begin with clinic_id",
    ),
    "an exclusion through all clinics": (
        "ALTER TABLE thing ADD CONSTRAINT thing_free EXCLUDE USING gist (during WITH &&)",
        "the exclusion thing_free does not compare clinics",
    ),
    "an exclusion that compares otherwise": (
        "ALTER TABLE thing ADD CONSTRAINT thing_free EXCLUDE USING gist"
        " (int8range(clinic_id, clinic_id, '[]') WITH -|-, during WITH &&)",
        "the exclusion thing_free does not compare clinics",
    ),
    "a link by id alone": (
        "ALTER TABLE patients_patient ADD CONSTRAINT patient_id_alone UNIQUE (id);"
        "ALTER TABLE thing DROP CONSTRAINT thing_patient_fk,"
        " ADD CONSTRAINT thing_patient_fk FOREIGN KEY (patient_id) REFERENCES patients_patient (id)",
        "the foreign key thing_patient_fk reaches through the wall (patient_id>id)",
    ),
    "a link to another kind of clinic": (
        "ALTER TABLE thing ADD other_id bigint, ADD CONSTRAINT thing_other_fk FOREIGN KEY (other_id, patient_id)"
        " REFERENCES patients_patient (clinic_id, id)",
        "the foreign key thing_other_fk reaches through the wall (other_id>clinic_id patient_id>id)",
    ),
    "a deferrable link": (
        f"{KEY} DEFERRABLE INITIALLY DEFERRED",
        "the foreign key thing_patient_fk is deferrable",
    ),
    "SET NULL": (
        f"{KEY} ON DELETE SET NULL (patient_id)",
        "the foreign key thing_patient_fk is ON DELETE SET",
    ),
    "ON UPDATE CASCADE": (
        f"{KEY} ON UPDATE CASCADE",
        "the foreign key thing_patient_fk is ON DELETE SET or ON UPDATE",
    ),
    "a link not checked": (f"{KEY} NOT VALID", "the foreign key thing_patient_fk is not enforced"),
    "a shared table's link": (
        "CREATE TABLE card (id bigint PRIMARY KEY, clinic bigint, patient uuid, CONSTRAINT card_fk"
        " FOREIGN KEY (clinic, patient) REFERENCES patients_patient (clinic_id, id))",
        "the foreign key card_fk of a shared table points at a clinic's rows",
    ),
    "an identity": (
        "ALTER TABLE thing ADD serial_number bigint GENERATED ALWAYS AS IDENTITY",
        "the column serial_number counts through all clinics",
    ),
    "a serial": ("ALTER TABLE thing ADD turn bigserial", "the column turn counts through all clinics"),
    "an enum": (
        "CREATE TYPE mood AS ENUM ('well', 'ill'); ALTER TABLE thing ADD mood mood",
        "the column mood is an enum",
    ),
    "a child": (
        "CREATE TABLE thing_child () INHERITS (thing)",
        "thing_child: is a partition, a child or a parent",
    ),
    "a view": (
        "CREATE VIEW things AS SELECT * FROM thing",
        "things: is a view without security_invoker",
    ),
    "a materialised view": (
        "CREATE MATERIALIZED VIEW things AS SELECT * FROM thing",
        "things: is a view without security_invoker",
    ),
    "a function of the owner": (
        "CREATE FUNCTION all_things() RETURNS bigint SECURITY DEFINER LANGUAGE sql RETURN 1",
        "all_things: is a function that runs as its owner",
    ),
    "a rule": (
        "CREATE RULE copy AS ON INSERT TO thing DO INSTEAD NOTHING",
        "thing: has rewrite rules",
    ),
    "another schema": (
        "CREATE SCHEMA aside; CREATE TABLE aside.thing AS SELECT 1 AS clinic_id",
        "aside.thing: is in a schema of its own",
    ),
    "TRUNCATE": (
        "GRANT TRUNCATE ON thing TO daybook_app",
        "thing: the application may DELETE, INSERT, SELECT, T",
    ),
    "REFERENCES": (
        "GRANT REFERENCES ON thing TO daybook_app",
        "thing: the application may DELETE, INSERT, REF",
    ),
    "TRIGGER": (
        "GRANT TRIGGER ON thing TO daybook_app",
        "thing: the application may DELETE, INSERT, SELECT, TR",
    ),
    "no grant": (
        "REVOKE SELECT ON thing FROM daybook_app",
        "thing: the application may DELETE, INSERT, UPDATE",
    ),
    "everybody": ("GRANT SELECT ON thing TO PUBLIC", "thing: someone else has rights"),
    "passing on": (
        "GRANT SELECT ON thing TO daybook_app WITH GRANT OPTION",
        "thing: someone else has rights, or may pass them on",
    ),
    "one column": ("GRANT UPDATE (number) ON thing TO daybook_app", "thing: someone else has rights"),
    "an audit trail that can be changed": (
        "GRANT UPDATE ON audit_entry TO daybook_app",
        "audit_entry: the application may INSERT, SELECT, UPDATE",
    ),
    "an audit trail that can be cut": (
        "GRANT DELETE ON audit_seal TO daybook_app",
        "audit_seal: the application may DELETE, INSERT, SELECT",
    ),
    "a table of no clinic": (
        "CREATE TABLE remark (id uuid PRIMARY KEY, patient_id uuid, text text)",
        "remark: is neither walled nor named as shared",
    ),
    "coming tables": (
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO daybook_app",
        "daybook_app: gets rights on coming tables",
    ),
    "a schema to create in": (
        "GRANT CREATE ON SCHEMA public TO daybook_app",
        "daybook_app: may create in public",
    ),
    "temporary tables": (
        f"GRANT TEMP ON DATABASE {database.NAME} TO daybook_app",
        "daybook_app: may TEMP in the database",
    ),
}


def test_a_table_with_every_part_has_no_fault(owner: psycopg.Connection[Any]) -> None:
    execute(owner, GOOD)
    assert catalogue.faults(owner) == catalogue.NAMED_EXCEPTIONS


@pytest.mark.parametrize(("statements", "fault"), LACKING.values(), ids=LACKING.keys())
def test_a_table_that_lacks_a_part_is_named(
    owner: psycopg.Connection[Any], statements: str, fault: str
) -> None:
    execute(owner, GOOD)
    execute(owner, statements)
    found = catalogue.faults(owner) - catalogue.NAMED_EXCEPTIONS
    assert any(fault in line for line in found), found


TOO_MIGHTY = {
    "superuser": ("ALTER ROLE daybook_app SUPERUSER", "is a superuser"),
    "bypass": ("ALTER ROLE daybook_app BYPASSRLS", "has BYPASSRLS"),
    "roles": ("ALTER ROLE daybook_app CREATEROLE", "has CREATEROLE"),
    "databases": ("ALTER ROLE daybook_app CREATEDB", "has CREATEDB"),
    "replication": ("ALTER ROLE daybook_app REPLICATION", "has REPLICATION"),
    "member": ("GRANT daybook_owner TO daybook_app", "is a member of daybook_owner"),
    "owner": ("ALTER TABLE patients_patient OWNER TO daybook_app", "owns patients_patient"),
    "no time-out": ("ALTER ROLE daybook_app RESET statement_timeout", "has no statement_timeout"),
    "endless": ("ALTER ROLE daybook_app SET lock_timeout = 0", "has no lock_timeout"),
}


@pytest.mark.parametrize(("statement", "fault"), TOO_MIGHTY.values(), ids=TOO_MIGHTY.keys())
def test_a_role_that_may_too_much_is_named(
    superuser: psycopg.Connection[Any], statement: str, fault: str
) -> None:
    execute(superuser, statement)
    assert f"daybook_app: {fault}" in catalogue.faults(superuser)


def test_a_migration_alone_builds_the_wall(committed_db: None) -> None:
    parts = [("clinic", ClinicKey()), ("id", models.UUIDField(primary_key=True, default=uuid7))]
    branch = ("branch", ClinicFK("clinics.Branch", related_name="+"))
    gadget = ("gadget", ClinicFK("clinics.Gadget", cascade=True, related_name="+"))
    unique = models.UniqueConstraint(fields=["clinic", "name"], name="gadget_name")
    operations: list[Operation] = [
        CreateModel(
            "Gadget", [*parts, branch, ("name", models.CharField(max_length=9))], {"constraints": [unique]}
        ),
        CreateModel("Patch", [*parts, gadget]),
        AddField("Patch", "late", ClinicFK("clinics.Branch", null=True, related_name="+")),
    ]
    state = ProjectState.from_apps(apps)
    with owners_wrapper() as connection, connection.schema_editor(atomic=False) as editor:
        for operation in operations:
            before, state = state, state.clone()
            operation.state_forwards("clinics", state)
            operation.database_forwards("clinics", editor, before, state)
        with connection.cursor() as cursor:
            cursor.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON clinics_gadget, clinics_patch TO daybook_app"
            )
        made: psycopg.Connection[Any] = connection.connection
        assert {"clinics_gadget", "clinics_patch"} <= catalogue.owned_tables(made)
        assert catalogue.faults(made) == catalogue.NAMED_EXCEPTIONS
        assert set(made.execute(KEYS, ["clinics_patch"]).fetchall()) == {
            ("clinics_patch_clinic_fk", "a"),
            ("clinics_patch_gadget_id_fk", "c"),
            ("clinics_patch_late_id_fk", "a"),
        }


@contextmanager
def owners_wrapper() -> Iterator[Any]:
    """Django's connection as `daybook migrate` has it, in a transaction that is never committed."""
    url = database.address("daybook_owner")
    as_owner = {**settings.DATABASES["default"], "USER": url.user, "PASSWORD": url.password}
    connection = ConnectionHandler({"default": as_owner})["default"]
    connection.set_autocommit(False)
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


@contextmanager
def models_for_a_moment() -> Iterator[None]:
    before = dict(apps.all_models["clinics"])
    try:
        yield
    finally:
        apps.all_models["clinics"].clear()
        apps.all_models["clinics"].update(before)
        apps.clear_cache()


def test_a_model_that_lacks_a_part_is_named(owner: psycopg.Connection[Any]) -> None:
    def found(model: type[models.Model]) -> list[str]:
        return model_faults(model, owner)

    with models_for_a_moment():

        class ByHand(models.Model):
            clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")

            class Meta:
                app_label = "clinics"

        class PlainLink(ClinicOwned):
            branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")
            helpers: Any = models.ManyToManyField(Branch, related_name="+")
            shared = SharedFK(Branch, related_name="+")

            class Meta(ClinicOwned.Meta):
                app_label = "clinics"

        class OtherManager(ClinicOwned):
            objects: ClassVar[Any] = models.Manager()

            class Meta(ClinicOwned.Meta):
                app_label = "clinics"

        class NoMeta(ClinicOwned):
            branch = ClinicFK(Branch, related_name="+")

            class Meta:
                app_label = "clinics"

        class Number(ClinicOwned):
            id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]

            class Meta(ClinicOwned.Meta):
                app_label = "clinics"

        class Pointer(models.Model):
            branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")

            class Meta:
                app_label = "clinics"

        assert found(ByHand) == ["clinics.ByHand has a clinic and is not ClinicOwned"]
        assert {
            "clinics.PlainLink.branch is a ForeignKey, not a ClinicFK or SharedFK",
            "clinics.PlainLink.helpers is a ManyToManyField, not a ClinicFK or SharedFK",
            "clinics.PlainLink.shared is the wrong kind of key for what it points at",
        } <= set(found(PlainLink))
        assert "clinics.OtherManager.objects does not stay inside the clinic" in found(OtherManager)
        assert {
            "clinics.NoMeta: base_manager_name or default_manager_name is not objects",
            "clinics.NoMeta.branch has no key in the database",
        } <= set(found(NoMeta))
        assert "clinics.Number: its id is not a UUIDv7 of ours" in found(Number)
        assert found(Pointer) == ["clinics.Pointer.branch points from a shared row at a clinic's"]

"""The first wall alone: SQL as the application's role, past every model and manager."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from daybook.lib.ids import uuid7
from daybook.tenancy.fields import ClinicFK
from tests import database
from tests.walls.catalogue import APPEND_ONLY
from tests.walls.two_clinics import Sides, deletable, owned_models, tables_of_patients

Connection = psycopg.Connection[Any]
TABLES = sorted(model._meta.db_table for model in owned_models())
CHANGING = [table for table in TABLES if table not in APPEND_ONLY]
LINKS = sorted(
    (model._meta.db_table, field.column, field.related_model._meta.db_table)
    for model in owned_models()
    for field in model._meta.concrete_fields
    if isinstance(field, ClinicFK)
)


@contextmanager
def as_app(clinic: Any = None) -> Iterator[Connection]:
    """The application's role in a transaction that is not committed, in the scope of a clinic or of none."""
    with database.connect("daybook_app") as connection, connection.transaction(force_rollback=True):
        if clinic is not None:
            enter(connection, clinic.id)
        yield connection


def enter(connection: Connection, clinic_id: int) -> None:
    run(connection, f"SET LOCAL app.clinic_id = '{clinic_id}'")


def run(connection: Connection, statement: str, *values: object) -> psycopg.Cursor[Any]:
    return connection.execute(statement.encode(), values or None)


def value(connection: Connection, statement: str, *values: object) -> Any:
    row = run(connection, statement, *values).fetchone()
    assert row is not None
    return row[0]


def an_id(table: str, clinic: Any) -> UUID:
    """The id of one of the clinic's rows, as the superuser sees it."""
    with database.superuser_connection() as connection:
        found: UUID = value(
            connection, f"SELECT id FROM {table} WHERE clinic_id = %s ORDER BY id LIMIT 1", clinic.id
        )
    return found


def insert_copy(connection: Connection, table: str, source: UUID, **changes: object) -> None:
    """INSERT of an own row with other values in some columns."""
    changed = Jsonb({"id": str(uuid7()), **changes})
    run(
        connection,
        f"INSERT INTO {table} SELECT (jsonb_populate_record(own, %s)).* FROM {table} AS own WHERE id = %s",
        changed,
        source,
    )


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_rows(sides: Sides, table: str) -> None:
    for side in (sides.ours, sides.theirs):
        with database.superuser_connection() as connection:
            rows = value(connection, f"SELECT count(*) FROM {table} WHERE clinic_id = %s", side.clinic.id)
        assert rows, (
            f"give {table} a row in tests/walls/two_clinics.py: without one these tests prove nothing"
        )


@pytest.mark.parametrize("table", TABLES)
def test_their_rows_cannot_be_read(sides: Sides, table: str) -> None:
    ours, theirs = sides.ours.clinic, sides.theirs.clinic
    their_id = an_id(table, theirs)
    with as_app(ours) as connection:
        assert value(connection, f"SELECT count(*) FROM {table} WHERE clinic_id = %s", theirs.id) == 0
        assert value(connection, f"SELECT count(*) FROM {table} WHERE id = %s", their_id) == 0
        assert value(connection, f"SELECT array_agg(DISTINCT clinic_id) FROM {table}") == [ours.id]
        assert (
            value(connection, f"SELECT EXISTS (SELECT FROM {table} WHERE clinic_id <> %s)", ours.id) is False
        )
        joined = f"SELECT count(*) FROM tenancy_clinic c JOIN {table} t ON t.clinic_id = c.id WHERE c.id = %s"
        assert value(connection, joined, theirs.id) == 0


@pytest.mark.parametrize("table", TABLES)
def test_their_rows_cannot_be_changed_or_deleted(sides: Sides, table: str) -> None:
    their_id = an_id(table, sides.theirs.clinic)
    with as_app(sides.ours.clinic) as connection:
        for statement in (
            f"UPDATE {table} SET id = id WHERE id = %s",
            f"DELETE FROM {table} WHERE id = %s",
            f"MERGE INTO {table} AS t USING (VALUES (%s::uuid)) AS v (id) ON t.id = v.id WHEN MATCHED THEN DELETE",
        ):
            if table in APPEND_ONLY:
                with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                    run(connection, statement, their_id)
            else:
                assert run(connection, statement, their_id).rowcount == 0


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_written_for_them(sides: Sides, table: str) -> None:
    ours, theirs = sides.ours.clinic, sides.theirs.clinic
    own_id = an_id(table, ours)
    with as_app(ours) as connection:
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            insert_copy(connection, table, own_id, clinic_id=theirs.id)
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            run(connection, f"UPDATE {table} SET clinic_id = %s WHERE id = %s", theirs.id, own_id)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("scope", ["", "SET LOCAL app.clinic_id = ''", "SET LOCAL app.clinic_id = '0'"])
def test_without_a_clinic_nothing_is_there(sides: Sides, table: str, scope: str) -> None:
    with as_app() as connection:
        if scope:
            run(connection, scope)
        assert value(connection, f"SELECT count(*) FROM {table}") == 0
        if table in CHANGING:
            assert run(connection, f"UPDATE {table} SET id = id").rowcount == 0
            assert run(connection, f"DELETE FROM {table}").rowcount == 0
        # The whole of a good row, so that nothing but the policy can refuse it.
        with database.superuser_connection() as superuser:
            good = value(superuser, f"SELECT to_jsonb(t) FROM {table} t LIMIT 1")
        insert = f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s)).*"
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            run(connection, insert, Jsonb({**good, "id": str(uuid7())}))


@pytest.mark.parametrize(("table", "column", "target"), LINKS)
def test_no_row_of_ours_can_point_at_a_row_of_theirs(
    sides: Sides, table: str, column: str, target: str
) -> None:
    own_id, their_id = an_id(table, sides.ours.clinic), an_id(target, sides.theirs.clinic)
    with as_app(sides.ours.clinic) as connection:
        with pytest.raises(errors.ForeignKeyViolation) as refused:
            if table in APPEND_ONLY:
                insert_copy(connection, table, own_id, number=999, **{column: str(their_id)})
            else:
                run(connection, f"UPDATE {table} SET {column} = %s WHERE id = %s", their_id, own_id)
        assert refused.value.diag.constraint_name == f"{table}_{column}_fk"


@pytest.mark.parametrize("table", TABLES)
def test_a_copy_takes_only_our_rows_out_and_none_in(sides: Sides, table: str) -> None:
    ours = sides.ours.clinic
    with as_app(ours) as connection:
        with connection.cursor().copy(f"COPY {table} (clinic_id) TO STDOUT".encode()) as copy:
            assert {row[0] for row in copy.rows()} == {str(ours.id)}
        with pytest.raises((errors.FeatureNotSupported, errors.InsufficientPrivilege)):
            run(connection, f"COPY {table} FROM STDIN")


@pytest.mark.parametrize("table", TABLES)
def test_row_security_cannot_be_switched_off(sides: Sides, table: str) -> None:
    with as_app(sides.ours.clinic) as connection:
        run(connection, "SET LOCAL row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            run(connection, f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE patients_patient CASCADE",
        "ALTER TABLE patients_patient DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE patients_patient NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY clinic_wall ON patients_patient",
        "CREATE POLICY wide ON patients_patient USING (true)",
        "DROP TABLE patients_patient CASCADE",
        "ALTER TABLE booking_appointment DROP CONSTRAINT appointment_room_no_overlap",
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "SELECT 1 AS id INTO TEMP mine",
        "CREATE VIEW everyone AS SELECT * FROM patients_patient",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1",
        "CREATE TRIGGER t BEFORE INSERT ON patients_patient FOR EACH ROW EXECUTE FUNCTION x()",
        "CREATE SCHEMA aside",
        "CREATE EXTENSION vector",
        "SET LOCAL ROLE daybook_owner",
        "SET LOCAL SESSION AUTHORIZATION daybook_owner",
        "SET LOCAL session_replication_role = replica",
        "ALTER ROLE daybook_app BYPASSRLS",
        "GRANT daybook_owner TO daybook_app",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY tenancy_clinic TO PROGRAM 'true'",
        "COPY tenancy_clinic FROM '/etc/passwd'",
        "UPDATE audit_entry SET verb = 'nothing.happened'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_seal",
    ],
)
def test_the_application_may_not(sides: Sides, statement: str) -> None:
    with as_app(sides.ours.clinic) as connection, pytest.raises(errors.InsufficientPrivilege):
        run(connection, statement)


def test_their_ids_and_numbers_are_as_free_as_any(sides: Sides) -> None:
    """Nothing tells whether a value exists elsewhere: an insert goes the same way whether it does or not."""
    ours, theirs = sides.ours, sides.theirs
    with as_app(ours.clinic) as connection:
        file_number = value(connection, "SELECT max(file_number) + 1 FROM patients_patient")
        with database.superuser_connection() as superuser:
            run(
                superuser,
                "UPDATE patients_patient SET file_number = %s WHERE id = %s",
                file_number,
                theirs.patient.id,
            )
        insert_copy(
            connection,
            "patients_patient",
            ours.patient.id,
            id=str(theirs.patient.id),
            file_number=file_number,
        )
        insert_copy(connection, "clinics_branch", ours.branch.id, name=theirs.branch.name)
        assert value(connection, "SELECT count(*) FROM patients_patient") == 2


def test_an_error_of_the_database_holds_no_values(sides: Sides) -> None:
    with as_app(sides.ours.clinic) as connection, pytest.raises(errors.UniqueViolation) as refused:
        insert_copy(connection, "patients_patient", sides.ours.patient.id)
    assert refused.value.diag.message_detail is None
    assert "(" not in str(refused.value)


def test_a_condition_is_not_tried_on_their_rows(sides: Sides) -> None:
    """A cast that fails would tell about rows that are not there."""
    with as_app(sides.ours.clinic) as connection:
        run(connection, "UPDATE patients_patient SET name = '7'")
        assert value(connection, "SELECT count(*) FROM patients_patient WHERE name::int > 0") == 1
        assert value(connection, "SELECT count(*) FROM patients_patient WHERE 1 / file_number < 2") == 1


def test_the_planners_figures_are_hidden(sides: Sides) -> None:
    with database.owner_connection() as owner:
        run(owner, "ANALYZE patients_patient")
    with as_app(sides.ours.clinic) as connection:
        assert value(connection, "SELECT count(*) FROM pg_stats WHERE tablename = ANY(%s)", TABLES) == 0


def test_a_prepared_statement_reads_each_time_the_clinic_of_its_transaction(sides: Sides) -> None:
    ours, theirs = sides.ours, sides.theirs
    with database.connect("daybook_app") as connection:
        run(connection, "SET plan_cache_mode = force_generic_plan")
        run(connection, "PREPARE mine AS SELECT id FROM patients_patient")
        run(connection, "PREPARE one (uuid) AS SELECT count(*) FROM patients_patient WHERE id = $1")
        for mine, other in [(ours, theirs), (theirs, ours)] * 4:
            with connection.transaction():
                enter(connection, mine.clinic.id)
                assert run(connection, "EXECUTE mine").fetchall() == [(mine.patient.id,)]
                assert value(connection, f"EXECUTE one ('{other.patient.id}')") == 0
            assert run(connection, "EXECUTE mine").fetchall() == []


def test_a_statement_of_the_driver_that_was_prepared_reads_each_time_anew(sides: Sides) -> None:
    with database.connect("daybook_app") as connection:
        connection.prepare_threshold = 0
        for side in [sides.ours, sides.theirs] * 4:
            with connection.transaction():
                enter(connection, side.clinic.id)
                query = "SELECT id FROM patients_patient WHERE file_number > %s"
                assert run(connection, query, 0).fetchall() == [(side.patient.id,)]


def test_a_deleted_patient_takes_no_row_of_another_clinic_along(sides: Sides) -> None:
    def phones(side: Any) -> int:
        with database.superuser_connection() as superuser:
            found: int = value(
                superuser, "SELECT count(*) FROM patients_phone WHERE clinic_id = %s", side.clinic.id
            )
        return found

    with deletable(*tables_of_patients()), as_app(sides.theirs.clinic) as connection:
        for table in (*tables_of_patients(), "patients_patient"):
            run(connection, f"DELETE FROM {table}")
        assert value(connection, "SELECT count(*) FROM patients_phone") == 0
        assert phones(sides.ours) == 1

"""Every column that names a patient is handled by a merge, also the one that is new."""

from django.db import connection

from daybook.merging.links import FOLLOWED, OWN, How, links, moved_links, owned_models
from daybook.tenancy.grants import APPEND_ONLY


def test_every_column_that_names_a_patient_is_handled() -> None:
    """A new table whose rows may change is moved by itself. One whose rows are only added needs reads that take in the
    merged files (patients/merged.py: FILES), and then its place in merging/links.py: FOLLOWED."""
    assert [link.name for link in links() if link.how is None] == []


def test_what_is_named_is_there() -> None:
    names = {link.name for link in links()}
    assert names >= OWN | FOLLOWED
    assert {link.how for link in links()} == set(How)


def test_nothing_that_is_only_added_is_moved() -> None:
    assert not {link.table for link in moved_links()} & APPEND_ONLY


def test_every_id_without_a_key_is_known() -> None:
    """Columns that name a row of a layer above: a merge has to know whether one may be a patient's."""
    loose = {
        (model._meta.db_table, field.attname)
        for model in owned_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "UUIDField"
        and field.attname.endswith("_id")
        and not field.is_relation
    }
    of_no_patient = {
        column for _table, column in loose if column in ("appointment_id", "import_batch_id", "batch_id")
    }
    assert {column for _table, column in loose} - of_no_patient == {"patient_id"}


def test_the_database_has_no_link_that_the_code_does_not_know(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)"
            " WHERE c.contype = 'f' AND c.confrelid = 'patients_patient'::regclass AND a.attname <> 'clinic_id'"
        )
        there = {f"{table}.{column}" for table, column in cursor.fetchall()}
    assert there == {link.name for link in links()} - {"audit_entry.patient_id"}


def test_a_constraint_on_patients_is_known(db: None) -> None:
    """What may be there once for a patient can be there twice for two files: a new one needs an answer in merging."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT i.indexrelid::regclass::text FROM pg_index i"
            " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
            " WHERE (i.indisunique OR i.indisexclusion) AND a.attname LIKE '%patient_id'"
            " UNION SELECT conname::text FROM pg_constraint WHERE contype = 'x' AND conname LIKE '%patient%'"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found == {
        "phone_once",
        "consent_once",
        "queue_walk_in_once",
        "appointment_patient_no_overlap",
        "balance_advance",  # stays under its file, and a file that holds an advance does not go
    }

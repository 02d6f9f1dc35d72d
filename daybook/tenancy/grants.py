"""What the application's role may do, table by table: run as the owner after every migration."""

from django.apps import apps
from django.db import connection

# The audit trail, what is added to a signed visit, and every bill that has a number are written and read, never
# changed: neither by a bug nor by whoever takes over the application.
APPEND_ONLY = frozenset(
    {
        "audit_entry",
        "audit_seal",
        "billing_creditnote",
        "billing_creditnoteline",
        "billing_invoice",
        "billing_invoiceline",
        "billing_payment",
        "records_amendment",
    }
)
READ_ONLY = frozenset({"django_migrations", "django_content_type"})


def rights(table: str) -> str:
    """The privileges of the application's role on a table. Never TRUNCATE, REFERENCES or TRIGGER."""
    if table in READ_ONLY:
        return "SELECT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"


def grant_all(role: str) -> None:
    """Give the application's role its rights on every table, sequence and function of the schema; idempotent."""
    quote = connection.ops.quote_name
    to = quote(role)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {to}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}")
        for table in tables:
            cursor.execute(f"GRANT {rights(table)} ON {quote(table)} TO {to}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {to}")


def clinic_tables() -> list[str]:
    """The tables of all clinic-owned models."""
    return sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "clinic_owned", False))

"""Who pays for the same bill, or issues for the same appointment, goes one after another."""

from uuid import UUID

from django.db import connection

from daybook.tenancy.scope import current_clinic_id


def lock(*names: UUID | str | None) -> None:
    """Advisory locks until the transaction ends, always in the same order. Issued bills cannot be locked as rows: that
    needs the right to change them."""
    with connection.cursor() as cursor:
        for name in sorted({f"bill {name}" for name in names if name}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [name, current_clinic_id()]
            )

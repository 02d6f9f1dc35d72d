"""Changing rows that exclusion constraints watch, without deadlock."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from daybook.booking.models import Appointment
from daybook.tenancy.scope import current_clinic_id


def lock_in_order(*ids: UUID | None) -> None:
    """Advisory locks, until the savepoint or transaction ends, on practitioners, rooms and patients, always in the
    same order: two moves that want each other's places wait for one another instead of dying."""
    with connection.cursor() as cursor:
        for each in sorted({str(i) for i in ids if i}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [each, current_clinic_id()]
            )


@contextmanager
def one_after_another(*rows: Appointment) -> Iterator[None]:
    """A savepoint in which everything these rows touch is locked in order."""
    with transaction.atomic():
        lock_in_order(*(i for row in rows for i in (row.practitioner_id, row.room_id, row.patient_id)))
        yield

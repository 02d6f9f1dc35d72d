from django.db import connection

from daybook.tenancy.scope import current_clinic_id


def take_file_number() -> int:
    """The clinic's next file number, given to nobody else. Must run in the transaction that uses it.

    One UPDATE: its row lock makes a second registration wait, and a rollback gives the number back, so that the
    numbers have no gaps. An action's own tool: whoever calls it has checked the permission.
    """
    return take_file_numbers(1)


def take_file_numbers(count: int) -> int:
    """The first of `count` file numbers in a row, for an import."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clinics_profile SET next_file_number = next_file_number + %s WHERE clinic_id = %s"
            " RETURNING next_file_number - %s",
            [count, current_clinic_id(), count],
        )
        return int(cursor.fetchone()[0])

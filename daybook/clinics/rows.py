"""Writing rows whose id, or whose name, may be there already."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from psycopg.errors import UniqueViolation

from daybook.lib.refused import Refused
from daybook.tenancy.models import ClinicOwned
from daybook.tenancy.writes import insert_unless_conflict

Row = TypeVar("Row", bound=ClinicOwned)


def insert_once(row: Row, *, taken: Callable[[], Refused]) -> tuple[Row, bool]:
    """Insert `row`; when its id is there already it is the same form sent twice, and the first one stands.

    Returns the row that stands and whether it is new. Raises `taken` when another row has what must be unique.
    """
    if insert_unless_conflict(row):
        return row, True
    earlier = type(row).objects.filter(pk=row.pk).first()
    if earlier is None:
        raise taken()
    return earlier, False


@contextmanager
def unique_or(taken: Callable[[], Refused]) -> Iterator[None]:
    """A savepoint in which a violated UNIQUE becomes the refusal `taken`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise taken() from None
        raise


def stamp(row: ClinicOwned, field: str, at: datetime | None) -> bool:
    """Set a moment such as `closed_at`, or clear it with None. False when that had been done already."""
    undone = type(row).objects.filter(pk=row.pk, **{f"{field}__isnull": at is not None})
    setattr(row, field, at)
    return bool(undone.update(**{field: at}))


def next_position(model: type[ClinicOwned]) -> int:
    """Behind the last one."""
    last: int | None = model.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(last + 1, 32_767)

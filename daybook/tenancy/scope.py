"""Which clinic this piece of work is for. The only code that tells the database (DESIGN: two walls).

`SET LOCAL` with a literal, inside one transaction: a session setting would leak to the next user of a pooled
connection, and a bind parameter is not possible in SET.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, cast

from django.db import connection, transaction

if TYPE_CHECKING:
    from daybook.tenancy.models import Clinic
    from daybook.tenancy.postgresql.base import DatabaseWrapper

_clinic: ContextVar[int | None] = ContextVar("daybook_clinic", default=None)
_user: ContextVar[int | None] = ContextVar("daybook_user", default=None)
_notes: ContextVar[dict[str, object] | None] = ContextVar("daybook_scope_notes", default=None)


class NoClinic(RuntimeError):
    """Clinic-owned data was touched outside a clinic's scope."""


class OtherClinic(RuntimeError):
    """A second clinic's scope was opened inside the first one's."""


def current_clinic_id() -> int:
    """The clinic of the scope. Raises NoClinic outside one."""
    clinic_id = _clinic.get()
    if clinic_id is None:
        raise NoClinic("clinic-owned data needs `with clinic_scope(clinic):`")
    return clinic_id


def current_user_id() -> int:
    """The person of the `user_scope`. Raises NoClinic outside one."""
    user_id = _user.get()
    if user_id is None:
        raise NoClinic("a person's own memberships need `with user_scope(user_id):`")
    return user_id


def scope_notes() -> dict[str, object]:
    """What code notes about the scope's transaction for later code in it; gone when the scope ends."""
    notes = _notes.get()
    if notes is None:
        raise NoClinic("there is no scope to note anything about")
    return notes


@contextmanager
def clinic_scope(clinic: "Clinic | int") -> Iterator[None]:
    """One transaction in which both walls admit this clinic's rows and no others.

    The same clinic nested does nothing; another clinic nested raises OtherClinic.
    """
    clinic_id = clinic if isinstance(clinic, int) else clinic.id
    inside = _clinic.get()
    if inside == clinic_id:
        yield
        return
    if inside is not None:
        raise OtherClinic("a scope of one clinic cannot be opened inside another's")
    with _setting("app.clinic_id", _clinic, clinic_id):
        yield


@contextmanager
def user_scope(user_id: int) -> Iterator[None]:
    """One transaction in which a person's own memberships, at all clinics, can be read (the named exception).

    The same person nested does nothing; another person nested raises OtherClinic.
    """
    inside = _user.get()
    if inside == user_id:
        yield
        return
    if inside is not None:
        raise OtherClinic("a scope of one person cannot be opened inside another's")
    with _setting("app.user_id", _user, user_id):
        yield


@contextmanager
def _setting(name: str, variable: ContextVar[int | None], value: int) -> Iterator[None]:
    database = cast("DatabaseWrapper", connection)
    inside_transaction = database.in_atomic_block
    with transaction.atomic():
        database.set_local(name, str(int(value)), begin=not inside_transaction)
        token, noted = variable.set(value), _notes.set({})
        try:
            yield
        finally:
            _notes.reset(noted)
            variable.reset(token)
        if inside_transaction and not database.needs_rollback:
            # Without this the setting would last until the outer transaction ends. A rollback of the savepoint,
            # after an exception or by `set_rollback`, puts it back by itself.
            database.set_local(name, "", begin=False)

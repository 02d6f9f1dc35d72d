"""Signed-in browsers as rows with an owner, so that each can be shown and ended."""

import re
from typing import Any, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DbStore

from daybook.accounts.models import Session
from daybook.lib import clock

_KEY = re.compile(r"[a-z0-9]{32}")


class Origin(NamedTuple):
    """Where a browser signed in from: its address, and what it says it is."""

    ip: str | None
    agent: str


class SessionStore(DbStore):
    # Set at sign-in, see adapters.py.
    origin: Origin | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        user_id = data.get(SESSION_KEY)
        row.user_id = int(user_id) if user_id else None
        if self.origin:
            row.ip, row.agent = self.origin
        found: Session = row
        return found

    def save(self, must_create: bool = False) -> None:
        """Keeps who, when and where of an existing row, and when it ends: a session does not grow longer by use.
        An ended one is not revived."""
        if self.session_key is None or must_create:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))  # type: ignore[attr-defined]
        values: dict[str, Any] = {"session_data": row.session_data, "user_id": row.user_id}
        if self.origin:
            values |= {"ip": row.ip, "agent": row.agent, "created_at": clock.now(), "seen_at": clock.now()}
        if not Session.objects.filter(pk=row.session_key).update(**values):
            raise UpdateError

    def _validate_session_key(self, key: str | None) -> bool:
        # A cookie can hold anything, a NUL among it, which the database refuses to look for.
        return bool(key and _KEY.fullmatch(key))

"""Signed-in browsers as rows with an owner, so that each can be shown and ended."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DbStore

from daybook.accounts.models import Session


class SessionStore(DbStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)
        user_id = data.get(SESSION_KEY)
        row.user_id = int(user_id) if user_id else None
        return row

    def save(self, must_create: bool = False) -> None:
        """Keeps who, when and where of an existing row; an ended session is not revived."""
        if self.session_key is None or must_create:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))
        updated = Session.objects.filter(pk=row.session_key).update(
            session_data=row.session_data, expire_date=row.expire_date, user_id=row.user_id
        )
        if not updated:
            raise UpdateError

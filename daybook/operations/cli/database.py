"""The database that a command works on, and the settings it hands on with it."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from daybook.config import Config, DatabaseUrl, load
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.embedded import Server
from daybook.operations.embedded.server import APP, OWNER
from daybook.operations.secrets import keep


class Settled(NamedTuple):
    """Complete settings; `server` is the embedded PostgreSQL unless there is a database of one's own."""

    config: Config
    server: Server | None

    def owner(self) -> DatabaseUrl:
        """The address as the owner of the tables. Raises CommandFailed when there is none."""
        if self.config.database_owner is None or self.config.database is None:
            raise CommandFailed(
                "set DATABASE_URL and DATABASE_OWNER_URL: this is done by the owner of the tables"
            )
        return self.config.database_owner


@contextmanager
def settled() -> Iterator[Settled]:
    """Settings that are complete, in this process's environment too; the embedded PostgreSQL runs meanwhile.

    Nothing is started when there is a database's address, nor for tests, which bring their own.
    """
    config = complete()
    if config.database or config.database_owner or config.env == "test":
        yield Settled(config, None)
        return
    server = Server(config.data_dir)
    server.acquire()
    try:
        os.environ["DATABASE_URL"] = server.url(APP).url()
        os.environ["DATABASE_OWNER_URL"] = server.url(OWNER).url()
        yield Settled(load(os.environ), server)
    finally:
        server.release()


def complete() -> Config:
    """The settings with development's secrets, which are made now if need be; also in the environment."""
    config = load(os.environ, secrets_later=True)
    os.environ.update(_made_secrets(config), DAYBOOK_DATA_DIR=str(config.data_dir))
    return load(os.environ)


def _made_secrets(config: Config) -> dict[str, str]:
    """In development the two secrets are made once and kept; in production they are the operator's."""
    if config.env != "development":
        return {}
    folder, made = config.data_dir / "secrets", {}
    if not os.environ.get("DAYBOOK_SECRET_KEY"):
        made["DAYBOOK_SECRET_KEY"] = keep(folder / "secret_key", lambda: secrets.token_urlsafe(48))
    if not (os.environ.get("DAYBOOK_MASTER_KEY") or os.environ.get("DAYBOOK_MASTER_KEY_FILE")):
        made["DAYBOOK_MASTER_KEY"] = keep(folder / "master_key", _new_master_key)
    return made


def _new_master_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")

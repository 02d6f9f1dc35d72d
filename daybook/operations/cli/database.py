"""The database that a command works on, and the settings it hands on with it."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from daybook.config import Config, load
from daybook.operations.embedded import Server
from daybook.operations.embedded.server import APP, OWNER
from daybook.operations.secrets import keep


@contextmanager
def settled(config: Config) -> Iterator[Config]:
    """Settings that are complete, also in this process's environment; the embedded PostgreSQL runs meanwhile.

    Nothing is started when DATABASE_URL is set.
    """
    os.environ.update(_made_secrets(config))
    os.environ["DAYBOOK_DATA_DIR"] = str(config.data_dir)
    if config.database or config.database_owner:
        yield load(os.environ)
        return
    server = Server(config.data_dir)
    server.acquire()
    try:
        os.environ.update(addresses(server))
        yield load(os.environ)
    finally:
        server.release()


def addresses(server: Server) -> dict[str, str]:
    """The two addresses of the embedded database, as settings."""
    return {"DATABASE_URL": server.url(APP).url(), "DATABASE_OWNER_URL": server.url(OWNER).url()}


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

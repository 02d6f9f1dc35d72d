"""`daybook migrate`: fast when there is nothing to do, because then Django is not loaded."""

from __future__ import annotations

import argparse
import importlib
import os

import psycopg

from daybook.config import Config
from daybook.lib.database_url import DatabaseUrl
from daybook.operations.cli.database import settled
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.schema import connected, fingerprint, mark, marks, migrating


def run(arguments: argparse.Namespace, config: Config) -> int:
    with settled(config) as complete:
        if complete.database_owner is None or complete.database is None:
            raise CommandFailed("set DATABASE_URL and DATABASE_OWNER_URL: the owner's role makes the tables")
        try:
            if arguments.plan:
                _print_plan(complete.database_owner)
            else:
                _migrate(complete.database_owner, complete.database.user, force=arguments.force)
        except psycopg.OperationalError:
            raise CommandFailed("the database of DATABASE_OWNER_URL cannot be reached") from None
    return 0


def _print_plan(owner: DatabaseUrl) -> None:
    with connected(owner) as connection:
        found = marks(connection)
    print("schema", "current" if found.get("schema") == fingerprint() else "outdated")
    print("demo", found.get("demo", "none"))


def _migrate(owner: DatabaseUrl, app_role: str, *, force: bool) -> None:
    wanted = fingerprint()
    with migrating(owner) as connection:
        if marks(connection).get("schema") == wanted and not force:
            print("The schema is up to date.")
            return
        os.environ["DAYBOOK_DATABASE_ROLE"] = "owner"
        importlib.import_module("daybook.operations.migrations_run").apply(app_role)
        mark(connection, schema=wanted)
    print("The schema is up to date now.")

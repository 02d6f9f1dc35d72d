"""`daybook migrate`: fast when there is nothing to do, because then Django is not loaded."""

from __future__ import annotations

import argparse
import importlib
import json
import os

from daybook.lib.database_url import DatabaseUrl
from daybook.operations.cli.database import settled
from daybook.operations.fingerprint import fingerprint
from daybook.operations.schema import connected, mark, marks, migrating


def run(arguments: argparse.Namespace) -> int:
    with settled() as here:
        owner = here.owner()
        if arguments.plan:
            _print_plan(owner)
        elif here.config.database:
            _migrate(owner, here.config.database.user, force=arguments.force)
    return 0


def _print_plan(owner: DatabaseUrl) -> None:
    with connected(owner) as connection:
        found = marks(connection)
    print(json.dumps({"current": found.get("schema") == fingerprint(), **found}))


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

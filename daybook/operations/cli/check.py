"""`daybook check`: everything that is wrong with the settings and the database's roles, at once."""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import secrets
import sys

from daybook.config import SETTINGS, Config, ConfigError, DatabaseUrl, Problem
from daybook.lib.paper import fonts
from daybook.operations import role_safety
from daybook.operations.cli import keys_there
from daybook.operations.cli.database import complete, settled
from daybook.operations.embedded import Server
from daybook.operations.fingerprint import fingerprint
from daybook.operations.roles import Login, roles_sql
from daybook.operations.schema import connected, marks
from daybook.operations.unreachable import Unreachable


def run(arguments: argparse.Namespace) -> int:
    if arguments.roles_sql:
        print(_roles_script(), end="")
        return 0
    if arguments.keys:
        return _keys()
    problems = _unknown_names()
    try:
        config = complete()
        problems += [*_folders(config), *_database(config)]
        if not problems:
            problems += _inside(config)
    except ConfigError as error:
        problems += error.problems
    if fonts.missing():
        print(
            "The fonts of documents are not installed: prescriptions and bills cannot be made."
            " In a checkout `python3 tools/fonts.py` fetches them."
        )
    for problem in problems:
        print(f"{problem.setting} {problem.message}", file=sys.stderr)
    if not problems:
        print("Settings and database are in order.")
    return 2 if problems else 0


def _unknown_names() -> list[Problem]:
    known = [setting.name for setting in SETTINGS]
    found = []
    for name in sorted(os.environ):
        if name.startswith("DAYBOOK_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            found.append(Problem(name, "is no setting" + (f"; is {near[0]} meant?" if near else "")))
    return found


def _folders(config: Config) -> list[Problem]:
    found = []
    for name, folder in (
        ("DAYBOOK_DATA_DIR", config.data_dir),
        ("DAYBOOK_KEYSTORE_DIR", config.keystore_dir),
    ):
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
            found.append(Problem(name, f"cannot be used: this user may not write to {existing}"))
        elif folder.exists() and name == "DAYBOOK_KEYSTORE_DIR" and folder.stat().st_mode & 0o077:
            found.append(Problem(name, "can be entered by others: chmod 700"))
    return found


def _database(config: Config) -> list[Problem]:
    if config.database is None:
        if config.database_owner is not None:
            return [Problem("DATABASE_URL", "is missing, and DATABASE_OWNER_URL is set")]
        print("DATABASE_URL is not set: the embedded PostgreSQL is used.")
        return []
    found = [Problem("DATABASE_URL", message) for message in role_safety.problems(config.database)]
    if config.database_owner is None:
        print("DATABASE_OWNER_URL is not set: this machine cannot migrate.")
        return found
    return found + _owner(config.database, config.database_owner)


def _inside(config: Config) -> list[Problem]:
    """What only the rows tell. An embedded database that was never started has none."""
    if config.database is None and not Server(config.data_dir).place.exists():
        return []
    with settled() as here:
        if here.config.database is None:
            return []
        with connected(here.config.database) as connection:
            if marks(connection).get("schema") != fingerprint():
                return []
        # Loaded now: Django is not needed to name a wrong setting.
        importlib.import_module("daybook.operations.cli.django_ready").start()
        found: list[Problem] = importlib.import_module("daybook.operations.cli.check_rows").problems()
    return found


def _keys() -> int:
    with settled() as here:
        importlib.import_module("daybook.operations.cli.django_ready").start()
        keys_there.require_here(here.config)
    return 0


def _owner(app: DatabaseUrl, owner: DatabaseUrl) -> list[Problem]:
    name = "DATABASE_OWNER_URL"
    if app.user == owner.user:
        return [Problem(name, "has the same role as DATABASE_URL: the application must own nothing")]
    try:
        with connected(owner) as connection:
            query = "SELECT has_schema_privilege('public', 'CREATE')"
            may_create = (connection.execute(query).fetchone() or [False])[0]
            current = marks(connection).get("schema") == fingerprint()
    except Unreachable as error:
        return [Problem(name, str(error))]
    if not may_create:
        return [Problem(name, f"the role {owner.user} may not make tables in the schema public")]
    if not current:
        print("The schema is not up to date: run `daybook migrate`.")
    return []


def _roles_script() -> str:
    """SQL with the roles of the two addresses, or with new ones and the addresses to set."""
    owner, app = _address("DATABASE_OWNER_URL", "daybook_owner"), _address("DATABASE_URL", "daybook_app")
    script = roles_sql(app.name, Login(owner.user, owner.password), Login(app.user, app.password))
    return (
        "-- The roles and the database of Daybook, for PostgreSQL 15 or later. As a superuser:\n"
        "--   daybook check --roles-sql > roles.sql && psql -v ON_ERROR_STOP=1 -f roles.sql\n"
        "-- It holds passwords: keep it to yourself and remove it afterwards. Then set:\n"
        f"--   DATABASE_URL={app.url()}\n--   DATABASE_OWNER_URL={owner.url()}\n"
        "-- Between migrations the owner may be locked: ALTER ROLE ... NOLOGIN.\n" + script
    )


def _address(name: str, role: str) -> DatabaseUrl:
    text = os.environ.get(name)
    if text:
        return DatabaseUrl.parse(text)
    return DatabaseUrl(role, secrets.token_urlsafe(24), "localhost", 5432, "daybook")

"""`daybook demo`: two made-up clinics to try everything with."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
from datetime import UTC, datetime
from typing import Any

import psycopg

from daybook.operations.cli import children
from daybook.operations.cli.database import Settled, settled
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.schema import connected, mark, marks

LOADER = "daybook.operations.demo.load"
SLUGS = ("sunrise", "lotus")


def run(arguments: argparse.Namespace) -> int:
    with settled() as here:
        if here.config.env == "production":
            raise CommandFailed("the demo is for trying out: it is not loaded in production")
        if importlib.util.find_spec(LOADER) is None:
            raise CommandFailed("this installation has no demo (daybook/operations/demo/load.py is missing)")
        if arguments.fresh:
            _renew(here)
        with connected(here.owner()) as connection:
            _load(connection)
    return 0


def _renew(here: Settled) -> None:
    """An empty database in the place of the demo's. Raises CommandFailed where something of someone's own is in it."""
    if here.server is None:
        raise CommandFailed(
            "a database of your own is not emptied: drop it, create it, and run `daybook demo`"
        )
    with connected(here.owner()) as connection:
        try:
            found = connection.execute(
                "SELECT slug FROM tenancy_clinic WHERE slug <> ALL(%s) ORDER BY slug", [list(SLUGS)]
            ).fetchall()
        except psycopg.errors.UndefinedTable:
            found = []
    if found:
        names = ", ".join(slug for (slug,) in found)
        raise CommandFailed(f"there are clinics beside the demo's, which would be lost with it: {names}")
    here.server.renew()
    # As the owner of the tables, which this process is not.
    if children.start("migrate").wait():
        raise CommandFailed("`daybook migrate` failed")


def _load(connection: psycopg.Connection[Any]) -> None:
    state = marks(connection).get("demo")
    if state == "loaded":
        print("The demo is loaded already.")
        return
    # Noted first: a demo that was interrupted is loaded again, and a clinic of someone's own is left alone.
    if state is None and _has_people(connection):
        raise CommandFailed("there are people in this database already; the demo is for an empty one")
    mark(connection, demo="loading")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybook.settings")
    importlib.import_module("daybook.operations.cli.django_ready").start()
    importlib.import_module(LOADER).load_demo()
    mark(connection, demo="loaded", demo_on=datetime.now(UTC).date().isoformat())


def _has_people(connection: psycopg.Connection[Any]) -> bool:
    try:
        found = connection.execute("SELECT EXISTS (SELECT FROM accounts_user)").fetchone()
    except psycopg.errors.UndefinedTable:
        raise CommandFailed("the database has no tables yet: run `daybook migrate` first") from None
    return bool(found and found[0])

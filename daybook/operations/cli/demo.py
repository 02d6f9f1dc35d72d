"""`daybook demo`: two made-up clinics to try everything with."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
from typing import Any

import psycopg

from daybook.operations.cli.database import settled
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.schema import connected, mark, marks

LOADER = "daybook.operations.demo.load"


def run(arguments: argparse.Namespace) -> int:
    with settled() as here:
        if here.config.env == "production":
            raise CommandFailed("the demo is for trying out: it is not loaded in production")
        if importlib.util.find_spec(LOADER) is None:
            raise CommandFailed("this installation has no demo (daybook/operations/demo/load.py is missing)")
        with connected(here.owner()) as connection:
            _load(connection)
    return 0


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
    mark(connection, demo="loaded")


def _has_people(connection: psycopg.Connection[Any]) -> bool:
    try:
        found = connection.execute("SELECT EXISTS (SELECT FROM accounts_user)").fetchone()
    except psycopg.errors.UndefinedTable:
        raise CommandFailed("the database has no tables yet: run `daybook migrate` first") from None
    return bool(found and found[0])

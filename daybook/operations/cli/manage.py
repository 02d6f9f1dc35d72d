"""`daybook manage`: Django's own commands, with the database and the settings in place."""

from __future__ import annotations

import argparse
import os

from django.core.management import execute_from_command_line

from daybook.operations.cli.database import settled


def run(arguments: argparse.Namespace) -> int:
    with settled():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybook.settings")
        if arguments.owner:
            os.environ["DAYBOOK_DATABASE_ROLE"] = "owner"
        execute_from_command_line(["daybook manage", *(arguments.arguments or ["help"])])
    return 0

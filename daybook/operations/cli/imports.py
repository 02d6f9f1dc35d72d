"""`daybook import`: a clinic's earlier records, from files."""

from __future__ import annotations

import argparse
import importlib

from daybook.operations.cli.database import settled
from daybook.operations.cli.failed import CommandFailed

COMMANDS = {
    "fhir": "daybook.operations.imports.fhir.command",
    "list": "daybook.operations.imports.lists.command",
}


def run(arguments: argparse.Namespace) -> int:
    if not arguments.undo:
        _refuse_missing(arguments)
    with settled():
        importlib.import_module("daybook.operations.cli.django_ready").start()
        reader = importlib.import_module(COMMANDS[arguments.format])
        code: int = reader.run(arguments)
    return code


def _refuse_missing(arguments: argparse.Namespace) -> None:
    if arguments.format == "fhir" and not arguments.folder.is_dir():
        raise CommandFailed(f"{arguments.folder} is no folder")
    if arguments.format == "list" and not arguments.file.is_file():
        raise CommandFailed(f"{arguments.file} is no file")

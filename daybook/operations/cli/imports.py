"""`daybook import`: a clinic's earlier records, from files."""

from __future__ import annotations

import argparse
import importlib

from daybook.operations.cli.database import settled
from daybook.operations.cli.failed import CommandFailed


def run(arguments: argparse.Namespace) -> int:
    if not arguments.undo and not arguments.folder.is_dir():
        raise CommandFailed(f"{arguments.folder} is no folder")
    with settled():
        importlib.import_module("daybook.operations.cli.django_ready").start()
        reader = importlib.import_module(f"daybook.operations.imports.{arguments.format}.command")
        code: int = reader.run(arguments)
    return code

"""Entry of `daybook` and `python -m daybook`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import Protocol, cast

from daybook.config import ConfigError
from daybook.lib.places import places
from daybook.operations.cli import parser
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.cli.parent import end_with
from daybook.operations.embedded import EmbeddedError
from daybook.operations.unreachable import Unreachable

# A command's module is loaded when the command is given: `run` must not carry Django's memory.
MODULES = {
    "run": "daybook.operations.cli.run",
    "web": "daybook.operations.cli.web",
    "worker": "daybook.operations.cli.worker",
    "migrate": "daybook.operations.cli.migrate",
    "demo": "daybook.operations.cli.demo",
    "import": "daybook.operations.cli.imports",
    "clinic": "daybook.operations.cli.clinic",
    "check": "daybook.operations.cli.check",
    "manage": "daybook.operations.cli.manage",
}


class Command(Protocol):
    """What a command's module has; `run` gives the exit code."""

    def run(self, arguments: argparse.Namespace) -> int: ...


def main(words: list[str] | None = None) -> int:
    """Run one command; gives the exit code: 0 done, 1 failed, 2 wrong settings or words."""
    arguments = parser.build().parse_args(words)
    if arguments.parent:
        end_with(arguments.parent)
    try:
        command = cast(Command, importlib.import_module(MODULES[arguments.command]))
        return command.run(arguments)
    except ConfigError as error:
        print("daybook: these settings are wrong or missing:", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem.setting} {problem.message}", file=sys.stderr)
        return 2
    except CommandFailed as error:
        print(f"daybook: {error}", file=sys.stderr)
        return error.code
    except (EmbeddedError, Unreachable) as error:
        print(f"daybook: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("DAYBOOK_ENV", "development") != "production":
            raise
        # An error's own words may quote rows of the database: only its type and its way are told.
        way = "".join(f"\n  {place}" for place in places(error.__traceback__))
        print(f"daybook: a fault in Daybook ({type(error).__qualname__}):{way}", file=sys.stderr)
        return 1

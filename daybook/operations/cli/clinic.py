"""`daybook clinic suspend|resume SLUG`: shut a clinic, and open it again."""

from __future__ import annotations

import argparse
import importlib

from daybook.operations.cli.database import settled


def run(arguments: argparse.Namespace) -> int:
    with settled():
        importlib.import_module("daybook.operations.cli.django_ready").start()
        turning = importlib.import_module("daybook.operations.clinic_state")
        print(turning.turn(arguments.action, arguments.slug))
    return 0

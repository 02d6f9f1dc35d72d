"""`daybook web`: granian in front of Django, with threads that each answer one request at a time."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from daybook.config import Config
from daybook.operations import log_setup
from daybook.operations.cli import keys_there, safe_role
from daybook.operations.cli.database import settled
from daybook.operations.cli.parent import end_with

# Its lines go where ours go, in the same form; pages' addresses hold ids and are not logged.
LOGGERS = {"loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": False}}}
# Seconds for requests that are running when the server is told to stop.
GRACE = 10
# Open at once, in each process; who comes beyond them waits until one is closed. Granian counts connections here, not
# requests: a browser keeps up to six open for half a minute, so that with 16 the third desk waited that long.
CONNECTIONS = 512


def run(arguments: argparse.Namespace) -> int:
    with settled() as here:
        log_setup.start(here.config)
        safe_role.require(here.config)
        keys_there.require_apart(here.config)
        collect(here.config)
        serve(here.config, arguments.processes)
    return 0


def collect(config: Config) -> None:
    """In production the files that browsers fetch are hashed and compressed once for each version of them."""
    folder = config.data_dir / "static"
    folder.mkdir(parents=True, exist_ok=True)
    if config.env == "production":
        importlib.import_module("daybook.operations.static_files").collect(folder)


def serve(config: Config, processes: int) -> None:
    """Answer requests until SIGTERM or SIGINT."""
    server = Server(
        "daybook.wsgi:application",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=config.web_threads,
        backpressure=CONNECTIONS,
        log_dictconfig=LOGGERS,
        log_level=LogLevels.warning,
        workers_kill_timeout=GRACE,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=_loader(os.getpid()), wrap_loader=False)


def _loader(parent: int) -> Callable[[], Any]:
    def load() -> Any:
        # In the new process: it must not outlive the one that watches it, and while it still loads it ends at
        # once when told to; what it inherited would swallow that.
        end_with(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return importlib.import_module("daybook.wsgi").application

    return load

"""Logs of a process, as its settings want them."""

from __future__ import annotations

from daybook.config import Config
from daybook.lib import logs


def start(config: Config) -> None:
    """JSON lines in production; readable ones elsewhere, with whole tracebacks at the level debug."""
    console = config.env != "production"
    logs.configure(
        console=console, level=config.log_level, tracebacks=console and config.log_level == "debug"
    )

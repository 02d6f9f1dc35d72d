"""In production web server and worker do not start over a key folder that is lost or not mounted: they would make
new keys in its place, and what is sealed with those is lost when the right one comes back."""

from __future__ import annotations

import importlib

import structlog

from daybook.config import Config
from daybook.operations.cli import children
from daybook.operations.cli.failed import REFUSED, CommandFailed

log = structlog.get_logger("daybook.keys")


def require_apart(config: Config) -> None:
    """Asks a process of its own, for one that does not load Django. Raises CommandFailed."""
    if config.env == "production" and children.start("check", "--keys").wait() == REFUSED:
        raise CommandFailed("the key folder cannot be used (see above)", REFUSED)


def require_here(config: Config) -> None:
    """Asks here, Django being loaded. Raises CommandFailed when no clinic's keys can be used; logs some clinics'."""
    if config.env != "production":
        return
    found = importlib.import_module("daybook.operations.key_state").look()
    if found.state == "lost":
        raise CommandFailed(f"DAYBOOK_KEYSTORE_DIR {found.problem}", REFUSED)
    for clinic_id in found.clinics:
        log.error("the keys of a clinic are not in the key folder: run `daybook check`", clinic_id=clinic_id)

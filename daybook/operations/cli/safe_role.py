"""Web server and worker start only as a role that the walls between clinics hold for."""

from __future__ import annotations

from daybook.config import Config
from daybook.operations.cli.failed import REFUSED, CommandFailed
from daybook.operations.role_safety import problems


def require(config: Config) -> None:
    """Raises CommandFailed naming everything that is unsafe about the role of DATABASE_URL."""
    if config.database_role != "app" or config.database is None:
        raise CommandFailed("web server and worker need DATABASE_URL and the application's role", REFUSED)
    found = problems(config.database)
    if found:
        lines = "".join(f"\n  {problem}" for problem in found)
        raise CommandFailed(f"the database of DATABASE_URL cannot be used:{lines}", _code(found))


def _code(found: list[str]) -> int:
    # A database that is away may come back.
    return 1 if found[0].startswith("cannot connect") else REFUSED

"""What `daybook check` finds out from rows. Django is loaded by then: this module needs its models."""

from __future__ import annotations

from daybook.config import Problem
from daybook.operations import key_state


def problems() -> list[Problem]:
    """Everything that is wrong inside a database whose schema is up to date."""
    return keys()


def keys() -> list[Problem]:
    problem = key_state.look().problem
    return [Problem("DAYBOOK_KEYSTORE_DIR", problem)] if problem else []
